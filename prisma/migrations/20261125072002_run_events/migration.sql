-- AlterTable
ALTER TABLE "email_code" ADD COLUMN     "arrived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "additional_context" JSONB,
ADD COLUMN     "dry_run" JSONB,
ADD COLUMN     "not_before" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "run_event" ADD COLUMN     "client_id" TEXT,
ADD COLUMN     "client_seq" BIGINT;

-- CreateTable
CREATE TABLE "run_client" (
    "workspace_id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "last_seq" BIGINT NOT NULL,
    "delivered_seq" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_client_pkey" PRIMARY KEY ("workspace_id","client_id")
);

-- CreateTable
CREATE TABLE "run_interaction" (
    "workspace_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "step_index" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "schema" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answer_sealed" BYTEA,

    CONSTRAINT "run_interaction_pkey" PRIMARY KEY ("workspace_id","run_id")
);

-- CreateIndex
CREATE INDEX "run_client_updated_at_idx" ON "run_client"("updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_event_workspace_id_client_id_client_seq_key" ON "run_event"("workspace_id", "client_id", "client_seq");

-- AddForeignKey
ALTER TABLE "run_interaction" ADD CONSTRAINT "run_interaction_workspace_id_run_id_fkey" FOREIGN KEY ("workspace_id", "run_id") REFERENCES "run"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As for every table of a workspace (20261122060000_row_level_security); the sweep deletes clients nobody hears of.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['run_client', 'run_interaction'] LOOP
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
CREATE POLICY sweep ON "run_client" TO latchkey_system USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON "run_client" TO latchkey_system;

-- A job that is not to begin before a moment, for retries with back-off.
CREATE FUNCTION enqueue_job_at(task text, payload json, job_key text, run_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  PERFORM graphile_worker.add_job(identifier => task, payload => payload, job_key => job_key, run_at => run_at, max_attempts => 1);
END
$$;
REVOKE ALL ON FUNCTION enqueue_job_at(text, json, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_job_at(text, json, text, timestamptz) TO latchkey_app;
