/** In which order documents stand, and which of them a search means. The order is remembered. */
import { html } from "../ui.js";
import { set, useStore } from "../store.js";
import { language, t } from "../words/words.js";

export const ORDERS = ["newest", "name", "size", "state", "kind"];
const KEY = "farside.order";
const STATES = ["reading", "waiting", "none", "read"]; // what still moves first

export const orderOf = (state) => (ORDERS.includes(state.order) ? state.order : ORDERS[0]);

/** The order of last time. */
export function rememberOrder() {
  try {
    set({ order: localStorage.getItem(KEY) });
  } catch {
    // storage may be forbidden: then the newest stand first
  }
}

export function chooseOrder(order) {
  set({ order });
  try {
    localStorage.setItem(KEY, order);
  } catch {
    // as above
  }
}

const last = (name) => name.slice(name.lastIndexOf("/") + 1);

/** What each order goes by; after that comes the name. */
const KEYS = {
  newest: (one) => one.added,
  name: (one) => last(one.name),
  size: (one) => one.size,
  state: (one) => Math.max(0, STATES.indexOf(one.reading?.state ?? "none")),
  kind: (one) => (one.kind && one.kind !== "other" ? t(`document.${one.kind}`, { n: 1 }) : "\uffff"),
};
const DOWN = ["newest", "size"];

const kept = new Map(); // by order: sorting ten thousand names anew for every page that is read would be felt

/** The documents (a map by id) in an order. */
export function sorted(documents, order) {
  const key = KEYS[order];
  const before = kept.get(order);
  const same = before?.language === language() && before.ids.length === documents.size
    && before.ids.every((id, at) => documents.has(id) && key(documents.get(id)) === before.keys[at] && documents.get(id).name === before.names[at]);
  if (same) return before.ids.map((id) => documents.get(id));
  const found = [...documents.values()].sort(comparison(order));
  kept.set(order, { language: language(), ids: found.map((one) => one.id), keys: found.map(key), names: found.map((one) => one.name) });
  return found;
}

function comparison(order) {
  const { compare } = new Intl.Collator(language(), { numeric: true, sensitivity: "base" });
  const key = KEYS[order];
  const way = DOWN.includes(order) ? -1 : 1;
  const names = (a, b) => compare(last(a.name), last(b.name)) || compare(a.name, b.name);
  if (order === "name") return names;
  const first = order === "kind" ? (a, b) => compare(key(a), key(b)) : (a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b)));
  return (a, b) => way * first(a, b) || names(a, b);
}

/** Whether a search means a file: every word of it stands in its path, its kind or its collections. */
export function matcher(search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return () => true;
  return (one) => {
    const kind = one.kind && one.kind !== "other" ? t(`document.${one.kind}`, { n: 1 }) : "";
    const said = `${one.name} ${kind} ${(one.collections ?? []).join(" ")}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

/** For a person to choose it. */
export function Order() {
  const order = useStore(orderOf);
  return html`<label class="order"><span class="visually-hidden">${t("order.label")}</span>
    <select class="input" value=${order} onChange=${(event) => chooseOrder(event.target.value)}>
      ${ORDERS.map((one) => html`<option key=${one} value=${one}>${t(`order.${one}`)}</option>`)}</select></label>`;
}
