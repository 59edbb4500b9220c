-- Row-level security: the second lock behind every `where workspace_id = …` of the code.
--
-- latchkey_app     what every request and job runs as. Sees the rows of the workspace that the transaction has set,
--                  none without it (nullif: after a transaction-local setting the value reads '' and not NULL).
-- latchkey_system  sweeps over all workspaces: expired rows and abandoned runs, nothing else.
-- Both are roles without login that the connecting user switches to inside a transaction; neither owns a table.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_app') THEN
    CREATE ROLE latchkey_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_system') THEN
    CREATE ROLE latchkey_system NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
  EXECUTE format('GRANT latchkey_app, latchkey_system TO %I', current_user);
END
$$;

GRANT USAGE ON SCHEMA public TO latchkey_app, latchkey_system;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'workspace_key', 'api_encryption_key', 'secret_provider', 'vault_entry', 'cached_secret', 'one_time_code_step',
    'workflow', 'run', 'run_event', 'artifact'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY workspace_only ON %I TO latchkey_app
         USING (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)
         WITH CHECK (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO latchkey_app', tenant_table);
  END LOOP;

  FOREACH tenant_table IN ARRAY ARRAY['cached_secret', 'run', 'artifact'] LOOP
    EXECUTE format('CREATE POLICY sweep ON %I TO latchkey_system USING (true) WITH CHECK (true)', tenant_table);
    EXECUTE format('GRANT SELECT, UPDATE, DELETE ON %I TO latchkey_system', tenant_table);
  END LOOP;
END
$$;

-- Names of people are shown beside connections and runs; nothing else of Better Auth's tables is readable here.
GRANT SELECT (id, name) ON "user" TO latchkey_app;

-- Jobs are added in the caller's transaction. The queue's own tables stay out of the application role's reach.
CREATE FUNCTION enqueue_job(task text, payload json, job_key text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  PERFORM graphile_worker.add_job(identifier => task, payload => payload, job_key => job_key, job_key_mode => 'preserve_run_at', max_attempts => 1);
END
$$;
REVOKE ALL ON FUNCTION enqueue_job(text, json, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_job(text, json, text) TO latchkey_app;
