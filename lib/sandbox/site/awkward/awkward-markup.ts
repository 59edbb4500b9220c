import type { AwkwardBehaviour } from './awkward-behaviour';
import { errorLine } from './plain-pages';

const post = 'method="post" action="/settings/password"';

/** Sites whose pages are made in ways that defeat simple selectors. */
export const awkwardMarkup = {
  double_form: {
    oddity: 'has a form for a PIN and one for another account above the right one',
    truth: 'candidate',
    changePage: (
      error,
    ) => `${errorLine(error)}<h2>PIN</h2><form method="post" action="/pin"><label>New PIN <input name="pin" type="text" inputmode="numeric"></label><button>Save</button></form>
      <h2>Add a user</h2><form method="post" action="/users"><label>User name <input name="user"></label><label>Password <input type="password" name="p1"></label><label>Repeat password <input type="password" name="p2"></label><button>Create user</button></form>
      <h2>Your password</h2><form ${post}><label>Old password <input type="password" name="current"></label><label>New password <input type="password" name="next"></label><label>Once more <input type="password" name="again"></label><button type="button">Cancel</button><button>Save</button></form>`,
  },
  current_twice: {
    oddity: 'asks for the current password twice in one form',
    truth: 'candidate',
    changePage: (error) =>
      `${errorLine(error)}<form ${post}><p><label>Current password <input type="password" name="current"></label></p><p><label>Repeat current password <input type="password" name="current2"></label></p><p><label>New password <input type="password" name="next"></label></p><button>Update</button></form>`,
  },
  strength_meter: {
    oddity: 'wakes its button up when keys were pressed and the password is strong',
    truth: 'candidate',
    changePage: (
      error,
    ) => `${errorLine(error)}<form ${post}><label>Current password <input type="password" name="current"></label>
      <label>New password <input id="n" type="password" name="next"><span id="m"></span></label><label>Confirm <input id="c" type="password" name="again"></label><button id="b" disabled>Save password</button></form>
      <script>for (const field of [n, c]) field.addEventListener('keyup', () => { m.textContent = n.value.length > 10 ? 'strong' : 'weak'; b.disabled = !(n.value.length > 10 && n.value === c.value); });</script>`,
  },
  profile_page: {
    oddity: 'hides the password among the data of the account, above a form that deletes it',
    truth: 'candidate',
    changePath: '/profile',
    accountPage: () => '<h1>Welcome</h1><p><a href="/profile">grace@acme.example</a></p>',
    changePage: (
      error,
    ) => `<h1>Profile</h1>${errorLine(error)}<form ${post}><input type="hidden" name="csrf" value="x"><label>Display name <input name="display_name" value="Grace"></label><label>E-mail <input name="email" type="email" value="grace@acme.example"></label>
      <label>City <input name="city" value="Arlington"></label><label>About <textarea name="about">Sailor</textarea></label><label>New password (leave empty to keep) <input type="password" name="next"></label><label>Confirm new password <input type="password" name="again"></label>
      <label>Current password <input type="password" name="current"></label><button type="submit">Save</button><button type="reset">Reset</button></form>
      <form method="post" action="/account/delete"><label>Enter your password to delete your account <input type="password" name="p"></label><button>Delete account</button></form>`,
    change: ({ next }) => ({ set: next, say: 'Profile saved.' }),
  },
  no_current_password: {
    oddity: 'does not ask for the current password',
    truth: 'candidate',
    changePage: (error) =>
      `<h1>Password</h1>${errorLine(error)}<form ${post}><table><tr><td>New password</td><td><input type="password" name="next"></td></tr><tr><td>Again</td><td><input type="password" name="again"></td></tr></table><input type="submit" value="Save"></form>`,
  },
  own_name_only: {
    oddity: 'marks its fields with numbers and labels them in table cells',
    truth: 'candidate',
    changePage: (error) =>
      `${errorLine(error)}<form ${post}><table><tr><td>Old password:</td><td><input type="password" name="current" id="f1"></td></tr><tr><td>New password:</td><td><input type="password" name="next" id="f2"></td></tr><tr><td>Verify:</td><td><input type="password" name="again" id="f3"></td></tr></table><input type="submit" value="OK"></form>`,
  },
  localised: {
    oddity: 'speaks Japanese only',
    truth: 'candidate',
    loginPage: (error) =>
      `<h1>ログイン</h1>${error === '' ? '' : '<p class="error">メールアドレスまたはパスワードが正しくありません。</p>'}<form method="post" action="/login"><label>メールアドレス <input name="name"></label><label>パスワード <input type="password" name="password"></label><button>ログイン</button></form>`,
    accountPage: () => '<h1>ようこそ</h1><nav><a href="/orders">注文</a> <a href="/x1">設定</a></nav>',
    changePage: (error) =>
      `<h1>パスワードの変更</h1>${errorLine(error)}<form ${post}><p><label>現在のパスワード <input type="password" name="current"></label></p><p><label>新しいパスワード <input type="password" name="next"></label></p><p><label>新しいパスワード（確認） <input type="password" name="again"></label></p><button type="button">キャンセル</button><button>変更する</button></form>`,
    change: ({ next }) => ({ set: next, say: 'パスワードが変更されました。' }),
    routes: (app) => {
      app.get('/x1', (context) =>
        context.html(
          '<html lang="ja"><body><h1>設定</h1><a href="/x2">通知</a> <a href="/settings/password">パスワード変更</a></body></html>',
        ),
      );
    },
  },
  iframe: {
    oddity: 'puts its forms into frames',
    truth: 'candidate',
    changePath: '/security',
    accountPage: () => '<p>Hello</p><a href="/security">Security</a>',
    changePage: () => '<h1>Security</h1><iframe src="/frame" width="600" height="400"></iframe>',
    change: ({ next }) => ({ set: next, say: 'Your password has been changed.' }),
    routes: (app) => {
      app.get('/frame', (context) =>
        context.html(
          `<html><body><form ${post}><input type="password" name="current" placeholder="Current password"><input type="password" name="next" placeholder="New password"><input type="password" name="again" placeholder="Confirm password"><button>Change</button></form></body></html>`,
        ),
      );
    },
  },
} as const satisfies Record<string, AwkwardBehaviour>;
