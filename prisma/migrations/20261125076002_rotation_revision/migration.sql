-- AlterTable
ALTER TABLE "rotation" ADD COLUMN     "fingerprint_sealed" BYTEA,
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 0;


-- Ids of items are unique in all of 1Password: two connections that see one item must not rotate it at the same time.
DROP INDEX "rotation_one_unfinished_per_item";
CREATE UNIQUE INDEX "rotation_one_unfinished_per_item" ON "rotation"("workspace_id", "secret_ref")
  WHERE "finished_at" IS NULL AND "secret_ref" IS NOT NULL;
