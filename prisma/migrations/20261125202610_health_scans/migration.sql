-- CreateTable
CREATE TABLE "health_scan" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "secret_provider_id" UUID,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "total" INTEGER NOT NULL DEFAULT 0,
    "checked" INTEGER NOT NULL DEFAULT 0,
    "problems" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "health_scan_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "health_finding" (
    "workspace_id" UUID NOT NULL,
    "scan_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "codes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "reason" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "health_finding_pkey" PRIMARY KEY ("workspace_id","scan_id","entry_id")
);

-- CreateIndex
CREATE INDEX "health_scan_workspace_id_created_at_id_idx" ON "health_scan"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "health_finding_workspace_id_entry_id_idx" ON "health_finding"("workspace_id", "entry_id");

-- AddForeignKey
ALTER TABLE "health_scan" ADD CONSTRAINT "health_scan_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health_finding" ADD CONSTRAINT "health_finding_workspace_id_scan_id_fkey" FOREIGN KEY ("workspace_id", "scan_id") REFERENCES "health_scan"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "health_finding" ADD CONSTRAINT "health_finding_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One scan of a workspace at a time.
CREATE UNIQUE INDEX "health_scan_unfinished" ON "health_scan"("workspace_id") WHERE "finished_at" IS NULL;

-- What the sweep looks for.
CREATE INDEX "health_scan_open" ON "health_scan"("state", "lease_until") WHERE "finished_at" IS NULL;

-- As for every table of a workspace (20261122060000_row_level_security); the sweep takes up what a lost worker left open.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['health_scan', 'health_finding'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY workspace_only ON %I TO latchkey_app
         USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)
         WITH CHECK (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO latchkey_app', tenant_table);
  END LOOP;
END
$$;
CREATE POLICY sweep ON "health_scan" TO latchkey_system USING (true);
GRANT SELECT ON "health_scan" TO latchkey_system;
