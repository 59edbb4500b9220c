-- An answer names the entry's user as well: who resolves by id need not ask for it first.
CREATE OR REPLACE FUNCTION read_resolvable(p_workspace uuid, p_entries uuid[], p_part text)
  RETURNS TABLE (entry json, connection json, cached json)
  LANGUAGE plpgsql SET role = 'latchkey_app'
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', p_workspace::text, true);
  RETURN QUERY
    SELECT
      json_build_object(
        'id', e.id, 'permissionedUserId', e.permissioned_user_id, 'domain', e.domain, 'extraOrigins', e.extra_origins, 'source', e.source, 'generation', e.generation,
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
