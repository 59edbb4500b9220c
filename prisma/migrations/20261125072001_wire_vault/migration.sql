-- AlterTable
ALTER TABLE "vault_entry" ADD COLUMN     "headers_sealed" BYTEA,
ADD COLUMN     "passkey_sealed" BYTEA;

-- CreateTable
CREATE TABLE "client_encryption_key" (
    "workspace_id" UUID NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "encryption_key_id" UUID NOT NULL,

    CONSTRAINT "client_encryption_key_pkey" PRIMARY KEY ("workspace_id","api_key_id")
);

-- CreateTable
CREATE TABLE "email_code" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "email_code_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE INDEX "email_code_workspace_id_entry_id_received_at_idx" ON "email_code"("workspace_id", "entry_id", "received_at");

-- CreateIndex
CREATE INDEX "email_code_expires_at_idx" ON "email_code"("expires_at");

-- AddForeignKey
ALTER TABLE "client_encryption_key" ADD CONSTRAINT "client_encryption_key_workspace_id_encryption_key_id_fkey" FOREIGN KEY ("workspace_id", "encryption_key_id") REFERENCES "api_encryption_key"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_code" ADD CONSTRAINT "email_code_workspace_id_entry_id_fkey" FOREIGN KEY ("workspace_id", "entry_id") REFERENCES "vault_entry"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- As for every table of a workspace (20261122060000_row_level_security); the sweep deletes expired codes.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['client_encryption_key', 'email_code'] LOOP
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
CREATE POLICY sweep ON "email_code" TO latchkey_system USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON "email_code" TO latchkey_system;
