-- What is cached so far is bound to less than it is from now on. It was to expire anyway.
TRUNCATE "cached_secret";

-- DropIndex
DROP INDEX "cached_secret_expires_at_idx";

-- AlterTable
ALTER TABLE "secret_provider" ADD COLUMN     "clock_seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "clock_skew_ms" INTEGER,
ADD COLUMN     "serve_stale" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "vault_entry" ADD COLUMN     "extra_secrets" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "field_references" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "cached_secret" DROP CONSTRAINT "cached_secret_pkey",
ADD COLUMN     "kept_until" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "part" TEXT NOT NULL,
ADD COLUMN     "provider_id" UUID NOT NULL,
ADD COLUMN     "stamp" UUID NOT NULL,
ADD CONSTRAINT "cached_secret_pkey" PRIMARY KEY ("workspace_id", "entry_id", "part");

-- CreateIndex
CREATE INDEX "cached_secret_workspace_id_provider_id_idx" ON "cached_secret"("workspace_id", "provider_id");

-- CreateIndex
CREATE INDEX "cached_secret_kept_until_idx" ON "cached_secret"("kept_until");

-- CreateIndex
CREATE UNIQUE INDEX "cached_secret_workspace_id_stamp_key" ON "cached_secret"("workspace_id", "stamp");

-- AddForeignKey
ALTER TABLE "cached_secret" ADD CONSTRAINT "cached_secret_workspace_id_provider_id_fkey" FOREIGN KEY ("workspace_id", "provider_id") REFERENCES "secret_provider"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- a cached value that is void is gone
--
-- Whatever makes cached values void removes them in its own transaction, whoever it is and whatever it forgets. So a row
-- that is there may be served, and asking whether it is there is all that a resolve has to ask.
CREATE FUNCTION forget_cached_of_provider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> OLD.status OR NEW.generation <> OLD.generation THEN
    DELETE FROM cached_secret WHERE workspace_id = NEW.workspace_id AND provider_id = NEW.id;
  ELSIF NEW.cache_ttl_seconds <> OLD.cache_ttl_seconds THEN
    -- Entries with a duration of their own keep theirs.
    DELETE FROM cached_secret c USING vault_entry e
     WHERE c.workspace_id = NEW.workspace_id AND c.provider_id = NEW.id
       AND e.workspace_id = c.workspace_id AND e.id = c.entry_id AND e.secret_cache_ttl_seconds IS NULL;
  END IF;
  IF OLD.serve_stale AND NOT NEW.serve_stale THEN
    UPDATE cached_secret SET kept_until = expires_at WHERE workspace_id = NEW.workspace_id AND provider_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_cached AFTER UPDATE OF status, generation, cache_ttl_seconds, serve_stale ON secret_provider
  FOR EACH ROW EXECUTE FUNCTION forget_cached_of_provider();

CREATE FUNCTION forget_cached_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM cached_secret WHERE workspace_id = NEW.workspace_id AND entry_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_cached AFTER UPDATE OF generation, source, secret_provider_id, secret_ref, secret_cache_ttl_seconds
  ON vault_entry FOR EACH ROW
  WHEN ((OLD.generation, OLD.source, OLD.secret_provider_id, OLD.secret_ref, OLD.secret_cache_ttl_seconds)
    IS DISTINCT FROM (NEW.generation, NEW.source, NEW.secret_provider_id, NEW.secret_ref, NEW.secret_cache_ttl_seconds))
  EXECUTE FUNCTION forget_cached_of_entry();

-- ---------------------------------------------------------------- one round trip
--
-- Each function takes a workspace first, becomes latchkey_app for its duration (SET role: row-level security holds in it
-- as it does in withWorkspace) and sees that workspace's rows only. They are not SECURITY DEFINER: a caller that may not
-- become latchkey_app may not call them. docs/adr/0012 has the argument; lib/db/workspace-functions.ts the list.

-- Which of the values that a process holds copies of are still there.
CREATE FUNCTION standing_stamps(p_workspace uuid, p_stamps uuid[]) RETURNS uuid[]
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  RETURN ARRAY(SELECT stamp FROM cached_secret WHERE workspace_id = p_workspace AND stamp = ANY (p_stamps));
END
$$;

-- Everything that resolving may need, in one reading: the entries, their connections, and the cached value if there is one.
CREATE FUNCTION read_resolvable(p_workspace uuid, p_entries uuid[], p_part text)
  RETURNS TABLE (entry json, connection json, cached json)
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  RETURN QUERY
    SELECT
      json_build_object(
        'id', e.id, 'domain', e.domain, 'extraOrigins', e.extra_origins, 'source', e.source, 'generation', e.generation,
        'secretRef', e.secret_ref, 'fieldReferences', e.field_references, 'extraSecrets', e.extra_secrets, 'item', e.item,
        'usernameSealed', e.username_sealed, 'passwordSealed', e.password_sealed, 'totpSecretSealed', e.totp_secret_sealed,
        'cacheTtlSeconds', coalesce(e.secret_cache_ttl_seconds, p.cache_ttl_seconds, 0),
        'unsettled', has_unsettled_rotation(e.workspace_id, e.secret_ref)),
      CASE WHEN p.id IS NOT NULL THEN json_build_object(
        'id', p.id, 'name', p.name, 'mode', p.mode, 'settings', p.settings, 'tokenSealed', p.token_sealed,
        'status', p.status, 'generation', p.generation, 'serveStale', p.serve_stale,
        'lastErrorKind', p.last_error_kind, 'lastErrorAt', p.last_error_at, 'lastSuccessAt', p.last_success_at,
        'clockSkewMs', p.clock_skew_ms) END,
      CASE WHEN c.stamp IS NOT NULL THEN json_build_object(
        'stamp', c.stamp, 'sealed', c.sealed, 'resolvedAt', c.resolved_at, 'expiresAt', c.expires_at,
        'keptUntil', c.kept_until) END
    FROM vault_entry e
    LEFT JOIN secret_provider p ON p.workspace_id = e.workspace_id AND p.id = e.secret_provider_id
    LEFT JOIN cached_secret c ON c.workspace_id = e.workspace_id AND c.entry_id = e.id AND c.part = p_part
      AND c.provider_id = p.id AND c.provider_generation = p.generation AND c.entry_generation = e.generation
    WHERE e.workspace_id = p_workspace AND e.id = ANY (p_entries);
END
$$;

-- A rotation that may have changed the password on the site, or is about to: what the item holds may not be what works.
CREATE FUNCTION has_unsettled_rotation(p_workspace uuid, p_secret_ref text) RETURNS boolean
  LANGUAGE plpgsql STABLE
AS $$
BEGIN
  RETURN EXISTS (SELECT FROM rotation WHERE workspace_id = p_workspace
    AND secret_ref = p_secret_ref AND finished_at IS NULL AND state <> 'scheduled');
END
$$;

-- Whether the caller's session is the one that reads a value now. Each statement of a volatile function sees what was
-- committed before it began: the second one sees whatever the former leader kept before it let the lock go.
CREATE FUNCTION lead_flight(p_workspace uuid, p_entry uuid, p_part text, p_seen uuid, p_lock bigint) RETURNS text
  LANGUAGE plpgsql VOLATILE SET role = 'latchkey_app'
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  IF NOT pg_try_advisory_lock(p_lock) THEN
    RETURN 'busy';
  END IF;
  IF EXISTS (SELECT FROM cached_secret WHERE workspace_id = p_workspace AND entry_id = p_entry AND part = p_part
      AND stamp IS DISTINCT FROM p_seen) THEN
    PERFORM pg_advisory_unlock(p_lock);
    RETURN 'landed';
  END IF;
  RETURN 'led';
END
$$;

-- Notes that a call went well, and says whether its result may still be handed out: 'active', 'disabled' or 'gone'.
CREATE FUNCTION settle_call(p_workspace uuid, p_provider uuid, p_generation int, p_now timestamptz, p_note boolean, p_skew int)
  RETURNS text
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
DECLARE
  found_status text;
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  IF p_note THEN
    UPDATE secret_provider SET last_success_at = p_now, last_error_kind = NULL, last_error_at = NULL,
        clock_skew_ms = coalesce(p_skew, clock_skew_ms),
        clock_seen_at = CASE WHEN p_skew IS NULL THEN clock_seen_at ELSE p_now END
      WHERE workspace_id = p_workspace AND id = p_provider AND generation = p_generation;
  END IF;
  SELECT status INTO found_status FROM secret_provider WHERE workspace_id = p_workspace AND id = p_provider;
  RETURN coalesce(found_status, 'gone');
END
$$;

-- The end of a live reading, in one trip: is the result still wanted, what is to be noted, what is to be kept.
--   'kept' | 'live'  hand it out (kept: the next one finds it in the cache)
--   'moved'          something made it void while it was on its way: read again
--   'disabled' | 'gone'
-- Rows are locked in one order, connection before entry before cached value, as by everyone who changes them; what is
-- going to be written is locked for that at once, so that two readings of one entry cannot wait for each other.
CREATE FUNCTION settle_reading(
  p_workspace uuid, p_entry uuid, p_part text, p_provider uuid, p_provider_generation int, p_entry_generation int,
  p_ttl int, p_now timestamptz, p_note boolean, p_skew int, p_item jsonb, p_warnings text[], p_stamp uuid, p_sealed bytea, p_flight text
) RETURNS text
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
DECLARE
  provider secret_provider%ROWTYPE;
  entry vault_entry%ROWTYPE;
  ttl interval := make_interval(secs => p_ttl);
  keeps boolean := p_sealed IS NOT NULL;
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  IF p_note THEN
    UPDATE secret_provider SET last_success_at = p_now, last_error_kind = NULL, last_error_at = NULL,
        clock_skew_ms = coalesce(p_skew, clock_skew_ms),
        clock_seen_at = CASE WHEN p_skew IS NULL THEN clock_seen_at ELSE p_now END
      WHERE workspace_id = p_workspace AND id = p_provider AND generation = p_provider_generation;
  END IF;
  IF keeps THEN
    SELECT * INTO provider FROM secret_provider WHERE workspace_id = p_workspace AND id = p_provider FOR SHARE;
  ELSE
    SELECT * INTO provider FROM secret_provider WHERE workspace_id = p_workspace AND id = p_provider;
  END IF;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF provider.status <> 'active' THEN RETURN 'disabled'; END IF;
  IF provider.generation <> p_provider_generation THEN RETURN 'moved'; END IF;

  IF p_item IS NOT NULL THEN
    UPDATE vault_entry SET item = p_item, item_warnings = p_warnings
      WHERE workspace_id = p_workspace AND id = p_entry AND generation = p_entry_generation RETURNING * INTO entry;
    IF NOT FOUND THEN
      SELECT * INTO entry FROM vault_entry WHERE workspace_id = p_workspace AND id = p_entry;
    END IF;
  ELSIF keeps THEN
    SELECT * INTO entry FROM vault_entry WHERE workspace_id = p_workspace AND id = p_entry FOR SHARE;
  ELSE
    SELECT * INTO entry FROM vault_entry WHERE workspace_id = p_workspace AND id = p_entry;
  END IF;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF entry.generation <> p_entry_generation THEN RETURN 'moved'; END IF;

  IF NOT keeps OR has_unsettled_rotation(p_workspace, entry.secret_ref) THEN
    RETURN 'live';
  END IF;
  IF coalesce(entry.secret_cache_ttl_seconds, provider.cache_ttl_seconds) <> p_ttl THEN RETURN 'moved'; END IF;
  INSERT INTO cached_secret (workspace_id, entry_id, part, provider_id, stamp, provider_generation, entry_generation,
      sealed, resolved_at, expires_at, kept_until)
    VALUES (p_workspace, p_entry, p_part, p_provider, p_stamp, p_provider_generation, p_entry_generation, p_sealed,
      p_now, p_now + ttl,
      p_now + ttl + CASE WHEN provider.serve_stale THEN least(ttl, interval '15 minutes') ELSE interval '0' END)
    ON CONFLICT (workspace_id, entry_id, part) DO UPDATE SET
      provider_id = excluded.provider_id, stamp = excluded.stamp, provider_generation = excluded.provider_generation,
      entry_generation = excluded.entry_generation, sealed = excluded.sealed, resolved_at = excluded.resolved_at,
      expires_at = excluded.expires_at, kept_until = excluded.kept_until;
  PERFORM pg_notify('flight_ended', p_flight);
  RETURN 'kept';
END
$$;
