-- CreateTable
CREATE TABLE "rotation_schedule" (
    "workspace_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "every_days" INTEGER NOT NULL,
    "window_from" INTEGER,
    "window_to" INTEGER,
    "weekdays" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "on_forced_change" BOOLEAN NOT NULL DEFAULT false,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL,
    "misses" INTEGER NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rotation_schedule_pkey" PRIMARY KEY ("workspace_id","entry_id")
);

-- CreateTable
CREATE TABLE "rotation_setting" (
    "workspace_id" UUID NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "flag_after_days" INTEGER,
    "rotate_on_forced_change" BOOLEAN NOT NULL DEFAULT false,
    "flags_checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "rotation_setting_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateTable
CREATE TABLE "forced_password_change" (
    "workspace_id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forced_password_change_pkey" PRIMARY KEY ("workspace_id","entry_id")
);

-- CreateIndex
CREATE INDEX "rotation_schedule_next_try_at_idx" ON "rotation_schedule"("next_try_at");

-- CreateIndex
CREATE INDEX "rotation_schedule_workspace_id_due_at_idx" ON "rotation_schedule"("workspace_id", "due_at");

-- AddForeignKey
ALTER TABLE "rotation_schedule" ADD CONSTRAINT "rotation_schedule_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rotation_setting" ADD CONSTRAINT "rotation_setting_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "forced_password_change" ADD CONSTRAINT "forced_password_change_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As for every table of a workspace (20261122060000_row_level_security). The sweep only finds; what it finds is changed
-- as the workspace's own.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['rotation_schedule', 'rotation_setting', 'forced_password_change'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY workspace_only ON %I TO latchkey_app
         USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)
         WITH CHECK (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO latchkey_app', tenant_table);
    EXECUTE format('CREATE POLICY sweep ON %I TO latchkey_system USING (true)', tenant_table);
    EXECUTE format('GRANT SELECT ON %I TO latchkey_system', tenant_table);
  END LOOP;
END
$$;
