import { z } from 'zod';

const vaultList = z.object({ vaults: z.array(z.object({ id: z.string() })) });
const itemList = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });
const item = z.object({ password: z.string().nullable().optional() });
const users = z.array(z.object({ username: z.string(), password: z.string() }));

/** What people do on the other side: in 1Password and on the site. */
export class OtherSide {
  constructor(
    private readonly onepassword: string,
    private readonly site: string,
  ) {}

  async changeItem(title: string, change: object): Promise<void> {
    const { id } = await this.itemNamed(title);
    await call('PATCH', `${this.onepassword}/items/${id}`, change);
  }

  async archive(title: string): Promise<void> {
    const { id } = await this.itemNamed(title);
    await call('POST', `${this.onepassword}/items/${id}/archive`);
  }

  async passwordOfItem(title: string): Promise<string> {
    const { id } = await this.itemNamed(title);
    return item.parse(await call('GET', `${this.onepassword}/items/${id}`)).password ?? '';
  }

  async itemNamed(title: string): Promise<{ id: string; vaultId: string }> {
    const { vaults } = vaultList.parse(await call('GET', `${this.onepassword}/vaults`));
    for (const { id: vaultId } of vaults) {
      const { items } = itemList.parse(await call('GET', `${this.onepassword}/vaults/${vaultId}/items`));
      const found = items.find((one) => one.title === title);
      if (found) return { id: found.id, vaultId };
    }
    throw new Error(`the sandbox has no item ${title}`);
  }

  async changeUser(name: string, change: object): Promise<void> {
    await call('PATCH', `${this.site}/control/users/${encodeURIComponent(name)}`, change);
  }

  async addUser(username: string, password: string): Promise<void> {
    await call('POST', `${this.site}/control/users`, { username, password });
  }

  async passwordOfUser(name: string): Promise<string> {
    const all = users.parse(await call('GET', `${this.site}/control/users`));
    return all.find(({ username }) => username === name)?.password ?? '';
  }
}

async function call(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
