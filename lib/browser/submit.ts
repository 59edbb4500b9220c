import type { Page } from 'playwright-core';
import { within } from './bounded';
import { guardSending } from './form-target';
import { type AnyElement, type Held, type HeldElement, holding, withElement } from './held-element';
import type { OriginPin } from './origin-policy';
import { uncover } from './overlay';
import { press } from './press';

const CLICK_MILLISECONDS = 3_000;

const GO =
  '^(sign|log) ?-?in|^(continue|next|submit|verify|confirm|go|send|proceed|enter)( |$)|^(anmelden|einloggen|weiter|bestatigen|prufen)|^(se connecter|connexion|continuer|suivant|valider|verifier)|^(iniciar|continuar|siguiente|acceder|verificar)|^(accedi|avanti|continua|verifica)|^(inloggen|volgende|doorgaan)|^(entrar|proximo|avancar)|^(ログイン|次へ|続行|確認)|^(登录|登入|下一步|继续|确认)';
const NOT_GO =
  'forgot|vergessen|oublie|olvid|resend|new code|another way|google|apple|microsoft|facebook|github|sso|passkey|show|hide|register|sign ?up|create|cancel|back|abbrechen|zuruck|annuler|cancelar';

export interface ButtonWords {
  go: string;
  notGo: string;
}

export interface SubmitOptions {
  selector?: string | undefined;
  words?: ButtonWords;
  /** Asked right before each press; what it throws passes through, and nothing is pressed. */
  beforePress?: (() => Promise<void>) | undefined;
}

const SIGN_IN_BUTTONS: ButtonWords = { go: GO, notGo: NOT_GO };

/** Where there is no button, the field that was asked about. */
interface Choice extends Held {
  isButton?: boolean;
}

/** The words on the button of a form that changes something. */
export const CHANGE_BUTTONS: ButtonWords = {
  go: '(change|update|save|set|reset|modify|submit|apply|store|confirm)|^(ok|continue|next|go|done|finish|check)( |$)|andern|speichern|aktualisieren|ubernehmen|bestatigen|weiter|absenden|setzen|changer|modifier|enregistrer|sauvegarder|mettre a jour|valider|confirmer|envoyer|cambiar|guardar|actualizar|modificar|confirmar|enviar|cambia|salva|aggiorna|modifica|conferma|invia|alterar|salvar|gravar|atualizar|mudar|wijzig|opslaan|bijwerken|bevestig|verstuur|zmien|zapisz|aktualizuj|potwierdz|wyslij|変更|保存|更新|設定|確認|送信|登録|修改|更改|变更|變更|保存|提交|确认|确定|更新|변경|저장',
  notGo:
    'delete|remove|deactivate|close account|disable|cancel|discard|back|generate|suggest|show|hide|reveal|toggle|forgot|log ?out|sign ?out|avatar|photo|picture|upload|loschen|abbrechen|zuruck|anzeigen|vergessen|supprimer|annuler|retour|afficher|oublie|eliminar|cancelar|volver|mostrar|olvid|elimina|annulla|indietro|mostra|excluir|voltar|verwijder|annuleer|terug|tonen|usun|anuluj|wroc|pokaz|削除|キャンセル|戻る|表示|删除|取消|返回|显示|생성|취소',
};

/**
 * Sends the form of a field: by its button, or by Enter where none is found. Once: after anything but a click that
 * never came about, it does not try another way, because a form sent twice costs two attempts.
 */
export async function submitForm(
  page: Page,
  field: AnyElement,
  pin: OriginPin,
  options: SubmitOptions = {},
): Promise<'button' | 'enter'> {
  const { selector, words = SIGN_IN_BUTTONS, beforePress = async () => {} } = options;
  const held = await holding(field);
  const button =
    selector === undefined
      ? held.evaluateHandle(buttonOf, [words.go, words.notGo])
      : holding(await page.waitForSelector(selector, { timeout: CLICK_MILLISECONDS }));
  const element = await within(CLICK_MILLISECONDS, 'looking for the button', button);
  const pressEnter = async () => {
    const sending = await guardSending(page, held, pin);
    await beforePress();
    await withElement(held, (input) =>
      input.press('Enter', { timeout: CLICK_MILLISECONDS, noWaitAfter: true }),
    );
    await sending.assertSent();
    return 'enter' as const;
  };
  const { isButton, isEnabled, isInForm } = await element.evaluate(lookAtButton);
  if (!isButton || !(isEnabled || (await becomesEnabled(element)))) return pressEnter();
  await uncover(element);
  // A button elsewhere has its script send the form, so the form is what has to be watched.
  const sending = await guardSending(page, isInForm ? element : held, pin);
  await beforePress();
  try {
    await press(page, element, CLICK_MILLISECONDS);
  } catch (error) {
    // By name: in a person's own test the class is that of their Playwright, not of ours.
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
    return pressEnter();
  }
  await sending.assertSent();
  return 'button';
}

/** Runs in the page. Enabled beyond doubt; else Playwright judges. */
function lookAtButton({ element, isButton = true }: Choice) {
  return {
    isButton,
    isEnabled: !element.matches(':disabled') && element.closest('[aria-disabled=true]') === null,
    isInForm:
      element instanceof HTMLButtonElement || element instanceof HTMLInputElement
        ? element.form !== null
        : element.closest('form') !== null,
  };
}

/** Forms whose button wakes up a moment after the last field was filled are common. */
async function becomesEnabled(held: HeldElement): Promise<boolean> {
  const waiting = withElement(held, (element) =>
    element.waitForElementState('enabled', { timeout: CLICK_MILLISECONDS }),
  );
  return waiting.then(
    () => true,
    () => false,
  );
}

/**
 * Runs in the page; no named inner functions, see field-facts.ts. The button of the field's form, or without a form
 * that of the nearest box around the field which has one; else the field itself.
 */
function buttonOf({ element: field }: Held, [go, notGo]: string[]): Choice {
  const [wanted, unwanted] = [new RegExp(go ?? '', 'i'), new RegExp(notGo ?? '', 'i')];
  const form = field instanceof HTMLInputElement ? field.form : null;
  const root = field.getRootNode();
  let scope: Element | null = form ?? field.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  let level = 0;
  while (scope !== null) {
    const places = 'button, input[type=submit], input[type=image], input[type=button], [role=button]';
    const buttons = [...scope.querySelectorAll(places)];
    // The button may be a web component of its own.
    for (const element of scope.querySelectorAll('*'))
      if (element.shadowRoot !== null) buttons.push(...element.shadowRoot.querySelectorAll(places));
    const external =
      form === null || form.id === '' || !(root instanceof Document || root instanceof ShadowRoot)
        ? []
        : [...root.querySelectorAll(`[form="${CSS.escape(form.id)}"]`)].filter(
            (element) => element instanceof HTMLButtonElement,
          );
    const judged = [...buttons, ...external]
      .filter(
        (button) =>
          button.checkVisibility({ visibilityProperty: true }) &&
          // Around a form, neither the buttons of other forms nor those of the page's frame are its own.
          (scope === form || form === null || button.closest('form, nav, header, aside') === null),
      )
      .map((button) => ({
        button,
        sends:
          (button instanceof HTMLInputElement && button.type !== 'button') ||
          (button instanceof HTMLButtonElement && button.type === 'submit'),
        // A button that shows a picture only is known by the name of the picture.
        text: (button instanceof HTMLInputElement
          ? button.value
          : [
              button.textContent ?? '',
              button.getAttribute('aria-label') ?? '',
              button.getAttribute('title') ?? '',
              button.querySelector('[data-icon]')?.getAttribute('data-icon') ?? '',
            ].join(' ')
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
    if (choice !== undefined) return { element: choice.button };
    // A form without any button of its own may have it in the head of the page or the foot of the dialog around it.
    if (form !== null && (scope !== form ? level > 5 : judged.some(({ sends }) => sends)))
      return { element: field, isButton: false };
    level += 1;
    const around: Node = scope.getRootNode();
    scope = scope.parentElement ?? (around instanceof ShadowRoot ? around.host : null);
  }
  return { element: field, isButton: false };
}
