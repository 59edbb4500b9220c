import { Snippet } from '@/app/_ui/mono';

const COMMAND =
  'op service-account create "latchkey" --vault Automation:read_items,write_items --expires-in 90d';

/** How to come by a token, by the command line or in the web app, and what each permission is for. */
export function ConnectGuide() {
  return (
    <details className="rounded-md border p-3" open>
      <summary className="font-medium">How to create the service account</summary>
      <div className="mt-3 flex flex-col gap-4">
        <div className="flex flex-col gap-1">
          <h3 className="font-medium">With the 1Password command line</h3>
          <p className="text-muted">Put the name of your vault in place of “Automation”.</p>
          <Snippet what="command">{COMMAND}</Snippet>
        </div>
        <div className="flex flex-col gap-1">
          <h3 className="font-medium">Or in the 1Password web app</h3>
          <ol className="list-decimal pl-5 text-muted">
            <li>Sign in at 1Password.com, open Developer, then Service Accounts.</li>
            <li>Create a service account and name it “latchkey”.</li>
            <li>Give it the vaults your automations use. Personal vaults cannot be given.</li>
            <li>Choose its permissions for each vault. They cannot be changed later.</li>
            <li>Copy the token. 1Password shows it once.</li>
          </ol>
        </div>
        <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
          <dt className="font-mono text-sm">read_items</dt>
          <dd className="text-muted">
            Needed: lists items, and reads username, password and codes at run time.
          </dd>
          <dt className="font-mono text-sm">write_items</dt>
          <dd className="text-muted">
            For password rotation only, which writes the new password back. Without it everything else works.
          </dd>
        </dl>
      </div>
    </details>
  );
}
