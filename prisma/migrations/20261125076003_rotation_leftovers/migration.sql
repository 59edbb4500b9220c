-- AlterTable
ALTER TABLE "rotation" ADD COLUMN     "username_sealed" BYTEA;

-- The sweep may see which items hold a candidate of a rotation that the database may know nothing of, and no more of an
-- entry than that.
CREATE INDEX "vault_entry_rotation_marker" ON "vault_entry"("workspace_id") WHERE ("item" ->> 'rotation_marker') IS NOT NULL;
CREATE POLICY sweep_markers ON "vault_entry" FOR SELECT TO latchkey_system USING (("item" ->> 'rotation_marker') IS NOT NULL);
GRANT SELECT ("workspace_id", "id", "item") ON "vault_entry" TO latchkey_system;
