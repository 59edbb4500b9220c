/** The sandbox's own look, apart from the product's on purpose: nobody should take one for the other. */
export const STYLE = `
:root { color-scheme: light dark; --back: #fbfaf7; --panel: #fff; --text: #1d1f24; --faint: #5c6270;
  --line: #dcd8ce; --accent: #7a4a00; --mark: #fff3d6; }
@media (prefers-color-scheme: dark) {
  :root { --back: #17181b; --panel: #1f2125; --text: #e9e8e4; --faint: #a3a8b3; --line: #383b42;
    --accent: #f0bc62; --mark: #3a2f17; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header { background: var(--mark); border-bottom: 1px solid var(--line); padding: 12px 16px; }
header p { margin: 0; color: var(--faint); font-size: 14px; }
header a { color: inherit; text-decoration: none; font-weight: 600; }
main { max-width: 900px; margin: 0 auto; padding: 16px; }
h1 { font-size: 22px; margin: 8px 0; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 28px 0 8px; }
a { color: var(--accent); }
ul.items { list-style: none; margin: 0; padding: 0; background: var(--panel); border: 1px solid var(--line);
  border-radius: 8px; }
ul.items li { padding: 10px 14px; border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 2px 12px;
  align-items: baseline; }
ul.items li:first-child { border-top: 0; }
ul.items a { flex: 1 1 200px; overflow-wrap: anywhere; }
.faint { color: var(--faint); font-size: 14px; overflow-wrap: anywhere; }
dl { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; margin: 0; padding: 4px 14px; }
dl div { display: grid; grid-template-columns: minmax(120px, 1fr) 3fr; gap: 2px 12px; padding: 8px 0;
  border-top: 1px solid var(--line); }
dl div:first-child { border-top: 0; }
dt { color: var(--faint); overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
code { font: 14px/1.5 ui-monospace, monospace; }
summary { cursor: pointer; color: var(--accent); }
.scroll { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 8px 12px; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--faint); font-weight: 500; }
form { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
label { flex: 1 1 240px; font-size: 14px; color: var(--faint); }
input { display: block; width: 100%; margin-top: 4px; font: inherit; padding: 8px 10px; border-radius: 6px;
  border: 1px solid var(--faint); background: var(--panel); color: var(--text); }
button { font: inherit; padding: 8px 16px; border-radius: 6px; border: 1px solid var(--accent);
  background: var(--accent); color: var(--back); cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 520px) { dl div { grid-template-columns: 1fr; } th, td { padding: 8px; } }
`;
