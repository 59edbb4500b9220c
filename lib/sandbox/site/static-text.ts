/** What the site serves besides pages. The look: a quiet business product, light and dark from the same names. */
export const stylesheet = `
:root {
  --ground: #f5f6f8; --surface: #ffffff; --line: #d9dde3; --text: #1a2029; --soft: #5c6673;
  --accent: #0b6b57; --on-accent: #ffffff; --bad: #a8261b; --bad-ground: #fdeeec; --good: #17633a; --good-ground: #e9f6ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161b; --surface: #1b2128; --line: #333c46; --text: #e8ebef; --soft: #9ba6b3;
    --accent: #4cc2a5; --on-accent: #06231c; --bad: #ff9c91; --bad-ground: #3a1d1a; --good: #8fdcae; --good-ground: #16301f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--accent); }
.top { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between; padding: 12px 24px;
  background: var(--surface); border-bottom: 1px solid var(--line); }
.brand { display: flex; gap: 10px; align-items: center; color: var(--text); font-weight: 650; text-decoration: none; }
.mark { display: grid; place-items: center; width: 28px; height: 28px; border-radius: 7px; background: var(--accent); color: var(--on-accent); }
nav { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; }
.who { color: var(--soft); }
main { flex: 1; width: 100%; max-width: 880px; margin: 0 auto; padding: 40px 24px; }
footer { padding: 16px 24px; color: var(--soft); font-size: 13px; text-align: center; }
h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.25; } h2 { margin: 0 0 12px; font-size: 16px; }
.card { max-width: 400px; margin: 0 auto; }
.card, .panel { padding: 28px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
.panel { margin-top: 20px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 0; }
.facts dt { color: var(--soft); font-size: 13px; } .facts dd { margin: 0; font-weight: 600; }
label { display: block; margin: 14px 0 6px; font-weight: 550; }
input:not([type=checkbox]) { width: 100%; padding: 9px 12px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--ground); color: inherit; font: inherit; }
:is(input, button, a):focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 45%, transparent); outline-offset: 1px; }
button { margin-top: 20px; width: 100%; padding: 10px 16px; border: 0; border-radius: 8px; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button.quiet { margin: 0; width: auto; padding: 5px 12px; border: 1px solid var(--line); background: none; color: inherit; }
.hint { margin: 6px 0 0; color: var(--soft); font-size: 13px; }
.check { display: flex; gap: 8px; align-items: center; font-weight: 400; }
.boxes { display: grid; grid-template-columns: repeat(6, 1fr); gap: 8px; padding: 0; margin: 16px 0 0; border: 0; }
.boxes legend { padding: 0; margin-bottom: 6px; font-weight: 550; } .boxes input { padding: 9px 0; text-align: center; font-size: 18px; }
.note { padding: 10px 14px; border-radius: 8px; } .error { color: var(--bad); background: var(--bad-ground); }
.done { color: var(--good); background: var(--good-ground); }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; }
th, td { padding: 9px 8px; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
th { color: var(--soft); font-size: 13px; font-weight: 550; } td.amount, th.amount { text-align: right; font-variant-numeric: tabular-nums; }
`;

/** Moves from box to box and spreads a pasted code, as such widgets do. */
export const codeBoxesScript = `
const boxes = [...document.querySelectorAll('.boxes input')];
boxes.forEach((box, place) => {
  box.addEventListener('input', () => { if (box.value && boxes[place + 1]) boxes[place + 1].focus(); });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Backspace' && !box.value && boxes[place - 1]) boxes[place - 1].focus();
  });
  box.addEventListener('paste', (event) => {
    event.preventDefault();
    const digits = event.clipboardData.getData('text').replace(/\\D/g, '');
    [...digits].forEach((digit, offset) => { if (boxes[place + offset]) boxes[place + offset].value = digit; });
  });
});
`;
