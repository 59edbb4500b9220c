-- CreateTable
CREATE TABLE "idempotent_request" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "caller" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_sealed" BYTEA NOT NULL,
    "answer_sealed" BYTEA,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_request_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "idempotent_request_expires_at_idx" ON "idempotent_request"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "idempotent_request_workspace_id_caller_key_key" ON "idempotent_request"("workspace_id", "caller", "key");

-- AddForeignKey
ALTER TABLE "idempotent_request" ADD CONSTRAINT "idempotent_request_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As for every table of a workspace (20261122060000_row_level_security); the sweep deletes what has expired.
ALTER TABLE "idempotent_request" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "idempotent_request" FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_only ON "idempotent_request" TO latchkey_app
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
CREATE POLICY sweep ON "idempotent_request" TO latchkey_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "idempotent_request" TO latchkey_app;
GRANT SELECT, DELETE ON "idempotent_request" TO latchkey_system;
