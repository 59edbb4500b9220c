-- The job of a run, in the caller's transaction. Its key makes it harmless to enqueue a run again: a waiting job is kept, not
-- doubled. At a moment, for a retry that is not to begin before it.
CREATE FUNCTION enqueue_run(p_workspace uuid, p_run uuid, p_at timestamptz DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql
AS $$
DECLARE
  payload json := json_build_object('workspaceId', p_workspace, 'runId', p_run);
BEGIN
  IF p_at IS NULL THEN PERFORM enqueue_job('run', payload, 'run:' || p_run);
  ELSE PERFORM enqueue_job_at('run', payload, 'run:' || p_run, p_at);
  END IF;
END
$$;
