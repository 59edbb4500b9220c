-- CreateTable
CREATE TABLE "provider_usage" (
    "workspace_id" UUID NOT NULL,
    "provider_id" UUID NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "reads" INTEGER NOT NULL DEFAULT 0,
    "writes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "provider_usage_pkey" PRIMARY KEY ("workspace_id","provider_id","bucket")
);

-- CreateIndex
CREATE INDEX "provider_usage_bucket_idx" ON "provider_usage"("bucket");

-- AddForeignKey
ALTER TABLE "provider_usage" ADD CONSTRAINT "provider_usage_workspace_id_provider_id_fkey" FOREIGN KEY ("workspace_id", "provider_id") REFERENCES "secret_provider"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As for every table of a workspace (20261122060000_row_level_security); the sweep deletes old buckets.
ALTER TABLE "provider_usage" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "provider_usage" FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_only ON "provider_usage" TO latchkey_app
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
CREATE POLICY sweep ON "provider_usage" TO latchkey_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "provider_usage" TO latchkey_app;
GRANT SELECT, DELETE ON "provider_usage" TO latchkey_system;
