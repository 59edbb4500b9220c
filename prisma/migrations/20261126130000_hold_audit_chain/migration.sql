-- The end of a chain for whoever wrote it a moment ago and takes it for the end still. Holds it until the commit, as
-- lock_audit_chain does; refuses the transaction (LK001) where the chain has gone on, or where the time that the writer
-- gives would run backwards or away from the database's clock.
CREATE FUNCTION hold_audit_chain(chain uuid, known_seq bigint, known_hash bytea, next_at timestamptz) RETURNS void
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog
AS $$
DECLARE
  last record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit/' || chain::text, 0));
  SELECT r.seq, r.hash, r.at INTO last
    FROM public.audit_record r WHERE r.workspace_id = chain ORDER BY r.seq DESC LIMIT 1;
  IF last.seq IS DISTINCT FROM known_seq OR last.hash IS DISTINCT FROM known_hash OR next_at < last.at
     OR abs(extract(epoch FROM clock_timestamp() - next_at)) > 1 THEN
    RAISE EXCEPTION 'the chain does not end there' USING ERRCODE = 'LK001';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION hold_audit_chain(uuid, bigint, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_audit_chain(uuid, bigint, bytea, timestamptz) TO latchkey_app;
