-- CreateTable
CREATE TABLE "proven_sign_in" (
    "workspace_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "password_mark" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "proven_sign_in_pkey" PRIMARY KEY ("workspace_id","entry_id")
);

-- CreateTable
CREATE TABLE "entry_use" (
    "workspace_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "taken_at" TIMESTAMPTZ(3),
    "sign_in_run_id" UUID,

    CONSTRAINT "entry_use_pkey" PRIMARY KEY ("workspace_id","entry_id")
);

-- AddForeignKey
ALTER TABLE "proven_sign_in" ADD CONSTRAINT "proven_sign_in_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entry_use" ADD CONSTRAINT "entry_use_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Runs that are not at their end are few among all that there were: who waits for an entry, who is using it.
CREATE INDEX "run_open_idx" ON "run" ("workspace_id", "status", "created_at") WHERE "status" IN ('queued', 'running');

-- As for every table of a workspace (20261122060000_row_level_security).
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['entry_use', 'proven_sign_in'] LOOP
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
