import type { ElementHandle, Page } from 'playwright-core';
import { within } from './bounded';
import { assertFormTarget } from './form-target';
import type { OriginPin } from './origin-policy';
import { uncover } from './overlay';

const CLICK_MILLISECONDS = 3_000;

const GO =
  '^(sign|log) ?-?in|^(continue|next|submit|verify|confirm|go|send|proceed|enter)( |$)|^(anmelden|einloggen|weiter|bestatigen|prufen)|^(se connecter|connexion|continuer|suivant|valider|verifier)|^(iniciar|continuar|siguiente|acceder|verificar)|^(accedi|avanti|continua|verifica)|^(inloggen|volgende|doorgaan)|^(entrar|proximo|avancar)|^(ログイン|次へ|続行|確認)|^(登录|登入|下一步|继续|确认)';
const NOT_GO =
  'forgot|vergessen|oublie|olvid|resend|new code|another way|google|apple|microsoft|facebook|github|sso|passkey|show|hide|register|sign ?up|create|cancel|back|abbrechen|zuruck|annuler|cancelar';

/**
 * Sends the form of a field: by its button, or by Enter where none is found. Once: after anything but a click that
 * never came about, it does not try another way, because a form sent twice costs two attempts.
 */
export async function submitForm(
  page: Page,
  field: ElementHandle<Element>,
  pin: OriginPin,
  submitSelector?: string,
): Promise<'button' | 'enter'> {
  const button =
    submitSelector === undefined
      ? await within(
          CLICK_MILLISECONDS,
          'looking for the button',
          field.evaluateHandle(buttonOf, [GO, NOT_GO]),
        )
      : await page.waitForSelector(submitSelector, { timeout: CLICK_MILLISECONDS });
  const element = button.asElement();
  if (element === null || !(await isEnabled(element))) {
    await assertFormTarget(page, field, pin);
    await field.press('Enter', { timeout: CLICK_MILLISECONDS, noWaitAfter: true });
    return 'enter';
  }
  await uncover(element);
  await assertFormTarget(page, element, pin);
  try {
    await element.click({ timeout: CLICK_MILLISECONDS, noWaitAfter: true });
  } catch (error) {
    // By name: in a person's own test the class is that of their Playwright, not of ours.
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
    await assertFormTarget(page, field, pin);
    await field.press('Enter', { timeout: CLICK_MILLISECONDS, noWaitAfter: true });
    return 'enter';
  }
  return 'button';
}

/** Forms whose button wakes up a moment after the last field was filled are common. */
async function isEnabled(element: ElementHandle<Element>): Promise<boolean> {
  return element.waitForElementState('enabled', { timeout: CLICK_MILLISECONDS }).then(
    () => true,
    () => false,
  );
}

/**
 * Runs in the page; no named inner functions, see field-facts.ts. The button of the field's form, or without a form
 * that of the nearest box around the field which has one.
 */
function buttonOf(field: Element, [go, notGo]: string[]): Element | null {
  const [wanted, unwanted] = [new RegExp(go ?? '', 'i'), new RegExp(notGo ?? '', 'i')];
  const form = field instanceof HTMLInputElement ? field.form : null;
  const root = field.getRootNode();
  for (let scope: Element | null = form ?? field.parentElement; scope !== null; scope = scope.parentElement) {
    const buttons = [
      ...scope.querySelectorAll('button, input[type=submit], input[type=image], [role=button]'),
    ];
    const external =
      form === null || form.id === '' || !(root instanceof Document || root instanceof ShadowRoot)
        ? []
        : [...root.querySelectorAll(`[form="${CSS.escape(form.id)}"]`)].filter(
            (element) => element instanceof HTMLButtonElement,
          );
    const judged = [...buttons, ...external]
      .filter((button) => button.checkVisibility({ visibilityProperty: true }))
      .map((button) => ({
        button,
        sends:
          button instanceof HTMLInputElement ||
          (button instanceof HTMLButtonElement && button.type === 'submit'),
        text: (button instanceof HTMLInputElement
          ? button.value
          : `${button.textContent ?? ''} ${button.getAttribute('aria-label') ?? ''}`
        )
          .normalize('NFKD')
          .replace(/[\u0300-\u036f]/g, '')
          .normalize('NFC')
          .replace(/\s+/g, ' ')
          .trim(),
      }))
      .filter(({ text }) => !unwanted.test(text));
    const choice =
      judged.find(({ sends, text }) => sends && wanted.test(text)) ??
      judged.find(({ text }) => wanted.test(text)) ??
      judged.find(({ sends }) => sends && form !== null);
    if (choice !== undefined) return choice.button;
    if (form !== null) return null;
  }
  return null;
}
