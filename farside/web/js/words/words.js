/** Every word on the page, in the person's language. `{name}` is filled in; "one|many" chooses by `n`. */
import { en } from "./en.js";
import { zh } from "./zh.js";

const TABLES = { en, zh };
const KEY = "farside.language";
let chosen = "auto";

try {
  chosen = localStorage.getItem(KEY) ?? "auto";
} catch {
  // storage may be forbidden: then the choice comes with the settings
}

/** The language in use: the chosen one, else the first of the browser's that there is. */
export function language() {
  if (chosen in TABLES) return chosen;
  const wanted = navigator.languages?.length ? navigator.languages : [navigator.language ?? "en"];
  return wanted.map((one) => one.slice(0, 2).toLowerCase()).find((one) => one in TABLES) ?? "en";
}

/** Takes "auto", "en" or "zh". Gives whether anything changed. */
export function choose(name) {
  const before = language();
  chosen = name;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // as above
  }
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  return before !== language();
}

export function t(key, values = {}) {
  const table = TABLES[language()];
  const forms = (table[key] ?? en[key] ?? key).split("|");
  const form = forms.length > 1 && Number(values.n) === 1 ? forms[0] : forms[forms.length - 1];
  return form.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

t.known = (key) => key in en;
