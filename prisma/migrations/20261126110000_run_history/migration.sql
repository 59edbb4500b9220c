-- Messages of events to the webhooks of a workspace, in the caller's transaction: a row and a job for each, in their order.
-- Of a run: one that brought an address of its own along tells that one and no other.
CREATE FUNCTION queue_deliveries(p_workspace uuid, p_run uuid, p_events jsonb, p_metadata jsonb) RETURNS void
  LANGUAGE sql
AS $$
  WITH told AS (
    SELECT place, told ->> 'event' AS event, told -> 'payload' AS payload
      FROM jsonb_array_elements(p_events) WITH ORDINALITY AS one(told, place)
  ), listening AS (
    SELECT id, run_id, events FROM webhook
     WHERE workspace_id = p_workspace AND active AND (run_id IS NULL OR run_id = p_run)
  ), added AS (
    INSERT INTO webhook_delivery (workspace_id, id, webhook_id, run_id, event, payload, metadata)
    SELECT p_workspace, gen_random_uuid(), listening.id, p_run, told.event, told.payload, p_metadata
      FROM told CROSS JOIN listening
     WHERE (listening.events = '{}' OR told.event = ANY (listening.events))
       AND (listening.run_id IS NOT NULL OR NOT EXISTS (SELECT FROM listening WHERE run_id IS NOT NULL))
     ORDER BY told.place
    RETURNING id
  )
  SELECT enqueue_job('webhook', json_build_object('workspaceId', p_workspace, 'deliveryId', added.id), 'webhook:' || added.id)
    FROM added
$$;

-- Adds to a run's history and tells whoever watches, in the caller's transaction. Each event: its name and payload, how long
-- ago it happened in milliseconds, whether clients are shown it. The run's row is locked first, so that the sequence has
-- no gap and no double; each statement behind it sees what whoever held the lock before has added. The lock on the client's
-- row lasts until the commit, so its numbers are seen in their order and none is seen late. They begin at the time of day:
-- a client that was forgotten and comes back does not meet its old numbers.
CREATE FUNCTION append_run_events(p_workspace uuid, p_run uuid, p_events jsonb) RETURNS void
  LANGUAGE plpgsql
AS $$
DECLARE
  its run%ROWTYPE;
  named jsonb;
  shown int;
  client_before bigint;
BEGIN
  SELECT * INTO its FROM run WHERE workspace_id = p_workspace AND id = p_run FOR UPDATE;
  IF NOT FOUND OR p_events = '[]' THEN RETURN; END IF;
  named := jsonb_build_object('session_id', p_run, 'workflow_id', its.workflow_id);
  SELECT count(*) FILTER (WHERE one.shown) INTO shown FROM jsonb_to_recordset(p_events) AS one(shown boolean);
  IF its.client_id IS NOT NULL AND shown > 0 THEN
    INSERT INTO run_client AS known (workspace_id, client_id, last_seq)
      VALUES (p_workspace, its.client_id, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + shown)
      ON CONFLICT (workspace_id, client_id) DO UPDATE SET last_seq = known.last_seq + shown, updated_at = now()
      RETURNING last_seq - shown INTO client_before;
  END IF;
  INSERT INTO run_event (workspace_id, run_id, seq, event, payload, client_id, client_seq, created_at)
    SELECT p_workspace, p_run, newest.seq + place, one ->> 'event',
           CASE WHEN is_shown THEN named || (one -> 'payload') ELSE one -> 'payload' END,
           CASE WHEN is_shown THEN its.client_id END,
           CASE WHEN is_shown THEN client_before + count(*) FILTER (WHERE is_shown) OVER (ORDER BY place) END,
           clock_timestamp() - (one ->> 'ago')::float8 * interval '1 millisecond'
      FROM jsonb_array_elements(p_events) WITH ORDINALITY AS each_event(one, place),
           LATERAL (SELECT (one ->> 'shown')::boolean AS is_shown) AS looked,
           (SELECT coalesce(max(seq), 0) AS seq FROM run_event WHERE workspace_id = p_workspace AND run_id = p_run) AS newest;
  PERFORM pg_notify('run_changed', p_workspace || ':' || p_run);
  IF client_before IS NOT NULL THEN PERFORM pg_notify('run_client_changed', p_workspace || ':' || its.client_id); END IF;
  -- The history has the place of a step beside it, which is ours alone.
  PERFORM queue_deliveries(p_workspace, p_run, jsonb_agg(
        jsonb_build_object('event', one ->> 'event', 'payload', (named || (one -> 'payload')) - 'index') ORDER BY place),
      its.webhook_metadata)
    FROM jsonb_array_elements(p_events) WITH ORDINALITY AS each_event(one, place) WHERE (one ->> 'shown')::boolean;
END
$$;

-- The same for a worker that carries the run out, in one trip; false, and nothing is added, when the run is not its own any
-- more. The run stays locked until the caller's transaction ends.
CREATE FUNCTION add_to_history(p_workspace uuid, p_run uuid, p_epoch int, p_events jsonb) RETURNS boolean
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  PERFORM FROM run WHERE workspace_id = p_workspace AND id = p_run AND epoch = p_epoch AND status = 'running' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM append_run_events(p_workspace, p_run, p_events);
  RETURN true;
END
$$;
