-- CreateTable
CREATE TABLE "rotation" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "provider_id" UUID,
    "secret_ref" TEXT,
    "site" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "requested_by" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'scheduled',
    "outcome" TEXT,
    "reason" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "item_version" INTEGER,
    "previous_sealed" BYTEA,
    "candidate_sealed" BYTEA,
    "proven" TEXT,
    "submits" INTEGER NOT NULL DEFAULT 0,
    "submit_deadline" TIMESTAMPTZ(3),
    "evidence" TEXT,
    "holds_runs" BOOLEAN NOT NULL DEFAULT false,
    "login_attempts" JSONB NOT NULL DEFAULT '[]',
    "attempts_count_from" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "state_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "shred_after" TIMESTAMPTZ(3),

    CONSTRAINT "rotation_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "rotation_key" (
    "workspace_id" UUID NOT NULL,
    "rotation_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rotation_key_pkey" PRIMARY KEY ("workspace_id","rotation_id")
);

-- CreateTable
CREATE TABLE "rotation_event" (
    "workspace_id" UUID NOT NULL,
    "rotation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rotation_event_pkey" PRIMARY KEY ("workspace_id","rotation_id","seq")
);

-- CreateIndex
CREATE INDEX "rotation_workspace_id_created_at_id_idx" ON "rotation"("workspace_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "rotation_workspace_id_entry_id_created_at_idx" ON "rotation"("workspace_id", "entry_id", "created_at");

-- AddForeignKey
ALTER TABLE "rotation" ADD CONSTRAINT "rotation_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotation_key" ADD CONSTRAINT "rotation_key_workspace_id_rotation_id_fkey" FOREIGN KEY ("workspace_id", "rotation_id") REFERENCES "rotation"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotation_event" ADD CONSTRAINT "rotation_event_workspace_id_rotation_id_fkey" FOREIGN KEY ("workspace_id", "rotation_id") REFERENCES "rotation"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;


-- A rotation never starts over an unresolved one: neither of the same entry nor of the same item under another entry.
CREATE UNIQUE INDEX "rotation_one_unfinished_per_entry" ON "rotation"("workspace_id", "entry_id") WHERE "finished_at" IS NULL;
CREATE UNIQUE INDEX "rotation_one_unfinished_per_item" ON "rotation"("workspace_id", "provider_id", "secret_ref")
  WHERE "finished_at" IS NULL AND "secret_ref" IS NOT NULL;

-- What the sweeps look for: rotations that a worker left behind or that are due again, and secrets to destroy.
CREATE INDEX "rotation_unfinished" ON "rotation"("next_attempt_at", "lease_until") WHERE "finished_at" IS NULL;
CREATE INDEX "rotation_to_shred" ON "rotation"("shred_after") WHERE "shred_after" IS NOT NULL;

-- As for every table of a workspace (20261122060000_row_level_security). The sweep only finds; what it finds is changed
-- as the workspace's own.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['rotation', 'rotation_key', 'rotation_event'] LOOP
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
CREATE POLICY sweep ON "rotation" TO latchkey_system USING (true);
GRANT SELECT ON "rotation" TO latchkey_system;
