-- CreateTable
CREATE TABLE "audit_record" (
    "workspace_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT,
    "action" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "request_id" TEXT,
    "address_hash" TEXT,
    "detail" TEXT NOT NULL,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,

    CONSTRAINT "audit_record_pkey" PRIMARY KEY ("workspace_id","seq")
);

-- CreateIndex
CREATE INDEX "audit_record_workspace_id_action_seq_idx" ON "audit_record"("workspace_id", "action", "seq");

-- CreateIndex
CREATE INDEX "audit_record_workspace_id_actor_id_seq_idx" ON "audit_record"("workspace_id", "actor_id", "seq");

-- CreateIndex
CREATE INDEX "audit_record_workspace_id_object_id_seq_idx" ON "audit_record"("workspace_id", "object_id", "seq");

-- CreateIndex
CREATE INDEX "audit_record_workspace_id_at_idx" ON "audit_record"("workspace_id", "at");

-- As for every table of a workspace (20261122060000_row_level_security), but the application may only add and read.
-- latchkey_system may read all chains, to verify them.
ALTER TABLE "audit_record" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "audit_record" FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_only ON "audit_record" TO latchkey_app
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
CREATE POLICY verify ON "audit_record" FOR SELECT TO latchkey_system USING (true);
GRANT SELECT, INSERT ON "audit_record" TO latchkey_app;
GRANT SELECT ON "audit_record" TO latchkey_system;

-- Not even the owner changes a row by mistake. ALWAYS: also while a replica's or a restore's session role would skip
-- triggers. Who takes the trigger away is found out by the chain.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'records of the audit log are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "audit_record"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON "audit_record"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
ALTER TABLE "audit_record" ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE "audit_record" ENABLE ALWAYS TRIGGER append_only_table;

-- The end of a chain, which stays the end until the caller commits. In a function, because each of its statements sees
-- what was committed before it (read committed): the second one sees what the lock's last holder has added. One
-- statement would still see the time before it waited. Time never runs backwards along a chain.
CREATE FUNCTION lock_audit_chain(chain uuid) RETURNS TABLE (seq bigint, hash bytea, at timestamptz)
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit/' || chain::text, 0));
  RETURN QUERY
    SELECT coalesce(last.seq, 0), last.hash, greatest(last.at, date_trunc('milliseconds', clock_timestamp()))
    FROM (SELECT) AS always
    LEFT JOIN (
      SELECT r.seq, r.hash, r.at FROM public.audit_record r WHERE r.workspace_id = chain ORDER BY r.seq DESC LIMIT 1
    ) AS last ON true;
END
$$;
REVOKE ALL ON FUNCTION lock_audit_chain(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lock_audit_chain(uuid) TO latchkey_app;
