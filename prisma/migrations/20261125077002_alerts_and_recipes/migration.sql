-- AlterTable
ALTER TABLE "sign_in_check" ADD COLUMN     "change_form" JSONB,
ADD COLUMN     "finds_form" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "recipe" JSONB;

-- CreateTable
CREATE TABLE "site_recipe" (
    "workspace_id" UUID NOT NULL,
    "site" TEXT NOT NULL,
    "recipe" JSONB NOT NULL,
    "updated_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "site_recipe_pkey" PRIMARY KEY ("workspace_id","site")
);

-- CreateTable
CREATE TABLE "alert" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "entry_id" UUID NOT NULL,
    "rotation_id" UUID,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "dismissed_at" TIMESTAMPTZ(3),
    "dismissed_by" TEXT,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "alert_workspace_id_raised_at_id_idx" ON "alert"("workspace_id", "raised_at", "id");

-- CreateIndex
CREATE INDEX "alert_workspace_id_entry_id_idx" ON "alert"("workspace_id", "entry_id");

-- AddForeignKey
ALTER TABLE "site_recipe" ADD CONSTRAINT "site_recipe_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert" ADD CONSTRAINT "alert_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Several workers look for the same things: one alert comes of it.
CREATE UNIQUE INDEX "alert_open" ON "alert"("workspace_id", "kind", "entry_id", (coalesce("rotation_id", "entry_id")))
  WHERE "resolved_at" IS NULL;

-- As for every table of a workspace (20261122060000_row_level_security). The sweep finds, and deletes what is old.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['alert', 'site_recipe'] LOOP
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
CREATE POLICY sweep ON "alert" TO latchkey_system USING (true);
GRANT SELECT, DELETE ON "alert" TO latchkey_system;
