-- AlterTable
ALTER TABLE "one_time_code_step" ADD COLUMN     "careful_until" TIMESTAMPTZ(3),
ADD COLUMN     "last_ticket" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "period_seconds" INTEGER NOT NULL DEFAULT 30;

-- CreateTable
CREATE TABLE "one_time_code_waiter" (
    "workspace_id" UUID NOT NULL,
    "seed_key" TEXT NOT NULL,
    "ticket" BIGINT NOT NULL,
    "alive_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "one_time_code_waiter_pkey" PRIMARY KEY ("workspace_id","seed_key","ticket")
);

-- As for every table of a workspace (20261122060000_row_level_security).
ALTER TABLE "one_time_code_waiter" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "one_time_code_waiter" FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace_only ON "one_time_code_waiter" TO latchkey_app
  USING (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid)
  WITH CHECK (workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON "one_time_code_waiter" TO latchkey_app;

-- A turn at a seed. Everything about one seed happens under the lock of its row, so turns are given in the order in which
-- people came: a ticket is the place in that order, and whoever comes again with one keeps the place.
-- `granted`: the caller has the seed until the lease ends, or burns a step, or lets it go.
-- `ahead`: how many come before the caller, the one who has the seed not counted.
CREATE FUNCTION take_seed_turn(
  p_workspace uuid, p_seed text, p_holder text, p_ticket bigint, p_now timestamptz, p_alive_until timestamptz,
  p_lease_until timestamptz
) RETURNS TABLE (granted boolean, ticket text, ahead int, last_used_step text, period_seconds int, careful boolean)
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
#variable_conflict use_column
DECLARE
  seed one_time_code_step%ROWTYPE;
  place bigint := p_ticket;
  before int;
  got boolean;
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  INSERT INTO one_time_code_step (workspace_id, seed_key) VALUES (p_workspace, p_seed) ON CONFLICT DO NOTHING;
  SELECT * INTO seed FROM one_time_code_step s WHERE s.workspace_id = p_workspace AND s.seed_key = p_seed FOR UPDATE;
  IF place IS NULL THEN
    place := seed.last_ticket + 1;
    UPDATE one_time_code_step s SET last_ticket = place WHERE s.workspace_id = p_workspace AND s.seed_key = p_seed;
  END IF;
  DELETE FROM one_time_code_waiter w
    WHERE w.workspace_id = p_workspace AND w.seed_key = p_seed AND w.alive_until < p_now;
  SELECT count(*) INTO before FROM one_time_code_waiter w
    WHERE w.workspace_id = p_workspace AND w.seed_key = p_seed AND w.ticket < place;
  got := before = 0
    AND (seed.lease_holder IS NULL OR seed.lease_holder = p_holder OR seed.lease_until < p_now);
  IF got THEN
    UPDATE one_time_code_step s SET lease_holder = p_holder, lease_until = p_lease_until
      WHERE s.workspace_id = p_workspace AND s.seed_key = p_seed;
    DELETE FROM one_time_code_waiter w
      WHERE w.workspace_id = p_workspace AND w.seed_key = p_seed AND w.ticket = place;
  ELSE
    INSERT INTO one_time_code_waiter VALUES (p_workspace, p_seed, place, p_alive_until)
      ON CONFLICT (workspace_id, seed_key, ticket) DO UPDATE SET alive_until = excluded.alive_until;
  END IF;
  RETURN QUERY SELECT got, place::text, before, seed.last_used_step::text, seed.period_seconds,
    coalesce(seed.careful_until > p_now, false);
END
$$;
