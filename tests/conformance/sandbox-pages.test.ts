import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { emptyContent } from '@/lib/sandbox/onepassword/store/person-edit';
import { itemIdOf, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
beforeAll(async () => {
  sandbox = await startSeeded();
});
afterAll(() => sandbox.close());

async function page(path: string): Promise<string> {
  return (await fetch(`${sandbox.url}${path}`)).text();
}

describe('the pages of the sandbox', () => {
  it('say on top that nothing here is real, and list vaults and items', async () => {
    const text = await page('/');
    expect(text).toContain('1Password sandbox — made-up data');
    for (const name of ['Automation', 'Shared', 'Acme Prod Login', 'archived']) expect(text).toContain(name);
  });

  it('show a password only inside a closed details element', async () => {
    const text = await page(`/items/${itemIdOf(sandbox, 'Northwind Orders')}`);
    expect(text).toContain('velvet-Anchor-63-maple');
    const withoutDetails = text.replace(/<details>.*?<\/details>/gs, '');
    expect(withoutDetails).not.toContain('velvet-Anchor-63-maple');
  });

  it('change a password as a person would, and show it in the history', async () => {
    const id = itemIdOf(sandbox, 'Northwind Orders');
    const body = new URLSearchParams({ password: 'typed by hand' });
    const headers = { origin: sandbox.url };
    const saved = await fetch(`${sandbox.url}/items/${id}/password`, { method: 'POST', body, headers });
    const history = (await saved.text()).split('<tbody>')[1];
    expect(history).toMatch(/<td>2<\/td><td>.*<\/td><td>person<\/td><td>password<\/td>/);
    const foreign = { origin: 'https://evil.example' };
    const refused = await fetch(saved.url.concat('/password'), { method: 'POST', body, headers: foreign });
    expect(refused.status).toBe(403);
    expect(sandbox.store.item(id)?.version).toBe(2);
  });

  it('never turn content into markup', async () => {
    const nasty = '<img src=x onerror=alert(1)>"\'&';
    const content = {
      ...emptyContent(nasty, nasty),
      notes: nasty,
      tags: [nasty],
      urls: [{ label: nasty, href: `javascript:alert("${nasty}")`, autofill: 'anywhere' as const }],
      fields: [{ id: nasty, label: nasty, type: 'text' as const, value: nasty }],
    };
    const { id } = sandbox.store.createItem(nasty, { vaultId: vaultNamed(sandbox, 'Shared').id, content });
    for (const path of ['/', `/items/${id}`]) {
      const text = await page(path);
      expect(text).toContain('&lt;img');
      expect(text).not.toContain('<img');
      expect(text).not.toContain('href="javascript:');
    }
  });

  it('allow no script, no frame and no foreign form target', async () => {
    const response = await fetch(sandbox.url);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    // Under "no-referrer" Chromium sends "Origin: null" with the page's own form, which is then refused.
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    expect((await fetch(`${sandbox.url}/nothing`)).status).toBe(404);
  });
});
