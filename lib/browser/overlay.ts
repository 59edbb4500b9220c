import type { ElementHandle } from 'playwright-core';
import { within } from './bounded';
import { type Held, type HeldElement, withElement } from './held-element';

const REJECT =
  '^(reject|decline|refuse|deny)( all)?( cookies)?$|^(only|use) (necessary|essential|required)( cookies)?( only)?$|^(necessary|essential) (cookies )?only$|^(alle )?ablehnen$|^nur (notwendige|essenzielle|erforderliche)( cookies)?( akzeptieren)?$|^(tout )?refuser$|^continuer sans accepter$|^rechazar( todo| todas)?$|^rifiuta( tutt[oi])?$|^(alles )?weigeren$|^rejeitar( tudo| todos)?$|^continue without accepting$|^拒绝$|^拒否';
/** On what greets a visitor: a tour, news, an offer. It is left without being taken up. */
const LEAVE =
  '^(skip|skip (the )?(tour|intro(duction)?|for now|all)|not now|(maybe |remind me )?later|no,? thanks|close|dismiss|×|✕|x)$|^(got it|understood|i understand)([,.!]? .{0,24})?!?$|^(let.?s )?(get started|go)!?$|^(überspringen|später|schließen|verstanden|nicht jetzt|los geht.?s)!?$|^(fermer|plus tard|ignorer|passer|compris|c.est parti)!?$|^(cerrar|omitir|más tarde|entendido|ahora no)!?$|^(chiudi|salta|più tardi|ho capito)!?$|^(sluiten|overslaan|begrepen)!?$|^(fechar|pular|mais tarde|entendi|agora não)!?$|^(zamknij|pomiń|później|rozumiem)!?$|^(閉じる|スキップ|後で|关闭|跳过|知道了|我知道了|稍后)$';
const ACCEPT =
  '^(accept|allow|agree)( (all|to all|and (close|continue)))?( cookies)?$|^i (accept|agree)$|^(ok|okay)$|^(alle )?(cookies )?(akzeptieren|zustimmen|annehmen)$|^einverstanden$|^(tout )?accepter$|^j.accepte$|^aceptar( todo| todas)?$|^accett[ao]( tutt[oi])?$|^(alles )?accepteren$|^akkoord$|^aceitar( tudo| todos)?$|^同意$|^接受|^同意する$';

/**
 * When something lies over an element, presses its button to refuse cookies or to leave it, or failing that to accept.
 * Only what covers is touched: a banner at the edge of the page is nobody's business. True when it pressed one.
 */
export async function uncover(held: HeldElement): Promise<boolean> {
  const work = clear(held);
  return within(4_000, 'looking for a banner', work).catch(() => false);
}

async function clear(held: HeldElement): Promise<boolean> {
  // Most are, and then there is no need to wait until nothing moves any more.
  if (await held.evaluate(isInSight)) return false;
  return withElement(held, pressButton);
}

async function pressButton(element: ElementHandle<Element>): Promise<boolean> {
  await element.scrollIntoViewIfNeeded({ timeout: 1_000 });
  const cover = (await element.evaluateHandle(coverOf)).asElement();
  if (cover === null) return false;
  const frame = await cover.contentFrame();
  const scope = frame === null ? cover : await frame.$('body');
  for (const words of [REJECT, LEAVE, ACCEPT]) {
    const button = (await scope?.evaluateHandle(buttonWith, words))?.asElement();
    if (button === null || button === undefined) continue;
    await button.click({ timeout: 1_500, noWaitAfter: true });
    await cover.waitForElementState('hidden', { timeout: 1_000 }).catch(() => {});
    return true;
  }
  return false;
}

/** Runs in the page. Whether the middle of the element is within the window and nothing else is over it. */
function isInSight({ element }: Held): boolean {
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const root = element.getRootNode();
  const inner = root instanceof ShadowRoot ? root.elementFromPoint(x, y) : null;
  const top = inner ?? document.elementFromPoint(x, y);
  return top !== null && (element.contains(top) || top.contains(element));
}

/** Runs in the page. The outermost floating box over the middle of the element, or null when it is free. */
function coverOf(element: Element): Element | null {
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const root = element.getRootNode();
  const inner = root instanceof ShadowRoot ? root.elementFromPoint(x, y) : null;
  const top = inner ?? document.elementFromPoint(x, y);
  if (top === null || element.contains(top) || top.contains(element)) return null;
  let cover: Element | null = null;
  for (let at: Element | null = top; at !== null && at !== document.body; at = at.parentElement) {
    if (at.contains(element)) break;
    cover = at;
  }
  return cover;
}

/** Runs in the page. */
function buttonWith(scope: Element, words: string): Element | null {
  const pattern = new RegExp(words, 'i');
  const shadow =
    scope.shadowRoot === null ? [] : [...scope.shadowRoot.querySelectorAll('button, [role=button]')];
  const buttons = [
    ...scope.querySelectorAll('button, a, [role=button], input[type=button], input[type=submit]'),
    ...shadow,
  ];
  return (
    buttons.find((button) =>
      pattern.test(
        (
          (button instanceof HTMLInputElement ? button.value : (button.textContent ?? '')).trim() ||
          (button.getAttribute('aria-label') ?? button.getAttribute('title') ?? '')
        )
          .replace(/\s+/g, ' ')
          .trim(),
      ),
    ) ?? null
  );
}
