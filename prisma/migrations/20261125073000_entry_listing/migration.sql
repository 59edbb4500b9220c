-- AlterTable
ALTER TABLE "vault_entry" ADD COLUMN     "item_warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "search_text" TEXT GENERATED ALWAYS AS (
  lower("domain" || ' ' || "permissioned_user_id" || ' ' || coalesce("user_alias", ''))
) STORED;

-- The owner of the table is held by its policies as everyone is, and has none: for this one statement it is not.
ALTER TABLE "vault_entry" NO FORCE ROW LEVEL SECURITY;
-- What entries bound so far are known to lack. Whether a website differs needs the public suffix list, which SQL does
-- not know: that warning comes back when the item is next read.
UPDATE "vault_entry" SET "item_warnings" = array_remove(ARRAY[
  CASE WHEN item->>'error' = 'not_found' THEN 'item_not_found' WHEN item->>'error' IS NOT NULL THEN 'provider_error' END,
  CASE WHEN item->>'archived' = 'true' THEN 'archived' END,
  CASE WHEN item->>'not_a_login' = 'true' THEN 'not_a_login' END,
  CASE WHEN item->>'has_username' = 'false' THEN 'no_username' END,
  CASE WHEN item->>'has_password' = 'false' THEN 'no_password' END,
  CASE WHEN item->>'has_one_time_password' = 'false' THEN 'no_one_time_password' END
], NULL) WHERE "source" = 'provider';
ALTER TABLE "vault_entry" FORCE ROW LEVEL SECURITY;

-- Each order and filter of the list has an index that gives its pages in order (docs/adr/0010-listing-entries.md).
-- Search has no index of its own: under row-level security PostgreSQL uses no operator that could leak, and LIKE is one,
-- so a trigram index is not even looked at. What helps is to scan something small: the text is covered by two indexes.
DROP INDEX "vault_entry_workspace_id_created_at_id_idx";
CREATE INDEX "vault_entry_workspace_id_created_at_id_idx"
  ON "vault_entry"("workspace_id", "created_at", "id") INCLUDE ("search_text");
CREATE INDEX "vault_entry_workspace_id_domain_permissioned_user_id_idx"
  ON "vault_entry"("workspace_id", "domain", "permissioned_user_id") INCLUDE ("search_text");
-- Never used counts as longest ago. CASE, because COALESCE is one of the things that PostgreSQL does not know to be safe.
CREATE INDEX "vault_entry_last_use_idx"
  ON "vault_entry"("workspace_id", (CASE WHEN "last_used_at" IS NULL THEN '-infinity' ELSE "last_used_at" END), "id");
CREATE INDEX "vault_entry_workspace_id_source_created_at_id_idx"
  ON "vault_entry"("workspace_id", "source", "created_at", "id");
DROP INDEX "vault_entry_workspace_id_secret_provider_id_idx";
CREATE INDEX "vault_entry_workspace_id_secret_provider_id_created_at_id_idx"
  ON "vault_entry"("workspace_id", "secret_provider_id", "created_at", "id");
CREATE INDEX "vault_entry_workspace_id_tfa_method_created_at_id_idx"
  ON "vault_entry"("workspace_id", "tfa_method", "created_at", "id");
CREATE INDEX "vault_entry_attention_idx"
  ON "vault_entry"("workspace_id", "created_at", "id") WHERE "item_warnings" <> '{}';
