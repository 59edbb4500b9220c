import type { ElementHandle, Page } from 'playwright-core';
import type { OriginPin } from './origin-policy';
import { type ControlFacts, readControls } from './page-controls';
import { plainText } from './plain-text-policy';

/** On the button of a dialog that asks whether one means it. */
const YES =
  /^(yes|ok|okay|confirm|continue|proceed|change|update|save|submit|ja|bestatigen|weiter|oui|confirmer|si|confirmar|aceptar|conferma|sim|bevestig|tak|potwierdz|はい|確認|确认|确定|是)\b/;

/** What stands on the buttons of the dialogs that are open. */
export async function dialogButtons(page: Page, pin: OriginPin): Promise<string[]> {
  return withControls(page, pin, async (controls) =>
    controls.filter(({ facts }) => isDialogButton(facts)).map(({ facts }) => facts.text),
  );
}

/** Does something with the button that says yes in a dialog that was not there before; false where there is none. */
export async function withConfirmation(
  page: Page,
  pin: OriginPin,
  before: ReadonlySet<string>,
  act: (button: ElementHandle<Element>) => Promise<void>,
): Promise<boolean> {
  return withControls(page, pin, async (controls) => {
    // The button of a form that is itself a dialog has been pressed already.
    const button = controls.find(
      ({ facts }) => isDialogButton(facts) && !before.has(facts.text) && YES.test(plainText(facts.text)),
    );
    if (button) await act(button.handle);
    return button !== undefined;
  });
}

type Controls = Awaited<ReturnType<typeof readControls>>;

async function withControls<T>(
  page: Page,
  pin: OriginPin,
  look: (controls: Controls) => Promise<T>,
): Promise<T> {
  const controls = await readControls(page, pin);
  try {
    return await look(controls);
  } finally {
    await Promise.all(controls.map(({ handle }) => handle.dispose().catch(() => {})));
  }
}

function isDialogButton(facts: ControlFacts): boolean {
  return facts.inDialog && facts.visible && facts.kind === 'button';
}
