-- CreateTable
CREATE TABLE "sign_in_check" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "signed_in" BOOLEAN,
    "category" TEXT,
    "code" TEXT,
    "message" TEXT,
    "next_step" TEXT,
    "evidence" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "again" BOOLEAN NOT NULL DEFAULT false,
    "refusals" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_check_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "refused_sign_in" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "password_mark" BYTEA NOT NULL,
    "code" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refused_sign_in_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "sign_in_check_workspace_id_entry_id_created_at_id_idx" ON "sign_in_check"("workspace_id", "entry_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "sign_in_check_state_lease_until_idx" ON "sign_in_check"("state", "lease_until");

-- CreateIndex
CREATE INDEX "refused_sign_in_workspace_id_entry_id_at_idx" ON "refused_sign_in"("workspace_id", "entry_id", "at");

-- CreateIndex
CREATE INDEX "refused_sign_in_at_idx" ON "refused_sign_in"("at");

-- AddForeignKey
ALTER TABLE "sign_in_check" ADD CONSTRAINT "sign_in_check_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refused_sign_in" ADD CONSTRAINT "refused_sign_in_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Two people who press the button at once get one check; the column order makes the index serve per workspace.
CREATE UNIQUE INDEX "sign_in_check_unfinished" ON "sign_in_check"("workspace_id", "entry_id") WHERE "state" <> 'done';

-- As for every table of a workspace (20261122060000_row_level_security); the sweeps finish what a lost worker left open
-- and delete what is old.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['sign_in_check', 'refused_sign_in'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY workspace_only ON %I TO latchkey_app
         USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)
         WITH CHECK (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO latchkey_app', tenant_table);
    EXECUTE format('CREATE POLICY sweep ON %I TO latchkey_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO latchkey_system', tenant_table);
  END LOOP;
END
$$;
