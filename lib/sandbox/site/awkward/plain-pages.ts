/** The pages of a plain site. Awkward ones replace some of them. */
export function frame(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
}

export const header = (signedIn: boolean) =>
  signedIn
    ? '<header><a href="/account">Home</a> <form method="post" action="/logout" style="display:inline"><button>Sign out</button></form></header>'
    : '<header><a href="/">Acme</a></header>';

export function errorLine(error: string): string {
  return error === '' ? '' : `<p class="error" role="alert">${error}</p>`;
}

export function plainLogin(error: string): string {
  return `<h1>Sign in</h1>${errorLine(error)}<form method="post" action="/login">
    <label>E-mail <input name="name" type="email" autocomplete="username" required></label>
    <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
    <button>Sign in</button></form>`;
}

export function plainAccount(changePath: string): string {
  return `<h1>Hello, Grace</h1><p>Three open orders.</p><ul><li><a href="/orders">Orders</a></li><li><a href="${changePath}">Change password</a></li><li><a href="/account/delete">Delete account</a></li></ul>`;
}

export function plainChange(error: string): string {
  return `<h1>Change password</h1>${errorLine(error)}<form method="post" action="/settings/password">
    <p><label>Current password <input name="current" type="password" required></label></p>
    <p><label>New password <input name="next" type="password" autocomplete="new-password" required></label></p>
    <p><label>Repeat new password <input name="again" type="password" autocomplete="new-password" required></label></p>
    <button>Change password</button></form>`;
}
