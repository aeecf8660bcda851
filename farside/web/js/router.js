/** The address is the place: /library?collection=… . Links are real links. */
import { useEffect, useLayoutEffect, useReducer, useState } from "./ui.js";

const listeners = new Set();

/** Where the page of a shared collection is: all its addresses lie below. Empty in a person's own library. */
export const BASE = /^\/s\/[0-9a-f]{16}(?=\/|$)/.exec(location.pathname)?.[0] ?? "";

const within = (path) => (BASE && path.startsWith(`${BASE}/`) ? path.slice(BASE.length) : path);

export function place() {
  const path = location.pathname.slice(BASE.length).replace(/\/+$/, "") || "/";
  return { path, query: new URLSearchParams(location.search) };
}

let leaving = null; // while the browser goes back, which takes a moment: what is done meanwhile comes after it

/** `state` is kept with the step of the history. */
export function go(to, replace = false, state = {}) {
  if (leaving) return void leaving.then(() => go(to, replace, state));
  const full = BASE + within(to);
  const here = full === location.pathname + location.search;
  if (here && !state.reader) return;
  history[replace || here ? "replaceState" : "pushState"](state, "", full);
  for (const listener of [...listeners]) listener();
}

/** A step back, as the browser's own button does it. */
export function back() {
  leaving = new Promise((resolve) => {
    addEventListener("popstate", resolve, { once: true });
    setTimeout(resolve, 1000); // should it not come
  }).then(() => (leaving = null));
  history.back();
}

/** Hears of every other place, and of the first one at once. */
export function arrived(listener) {
  listeners.add(listener);
  addEventListener("popstate", listener);
  listener();
}

export function usePlace() {
  const [, draw] = useReducer((count) => count + 1, 0);
  useLayoutEffect(() => {
    listeners.add(draw);
    addEventListener("popstate", draw);
    return () => {
      listeners.delete(draw);
      removeEventListener("popstate", draw);
    };
  }, []);
  return place();
}

const CALM = 300; // ms after the last key: browsers count how often an address is changed

/** The words that a view looks for, and what changes them. They stand in its address, so that Back returns to them. */
export function useSought() {
  const [words, type] = useState(() => place().query.get("search") ?? "");
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = new URLSearchParams(location.search);
      query.delete("search");
      if (words.trim()) query.set("search", words);
      go(`${place().path}?${query}`.replace(/\?$/, ""), true, history.state ?? {});
    }, CALM);
    return () => clearTimeout(timer);
  }, [words]);
  return [words, type];
}

/** Turns clicks on links of the page into changes of place; other windows and other sites stay the browser's business. */
export function clicks(event) {
  const link = event.target.closest?.("a[href]");
  if (BASE && link && link.origin === location.origin && link.dataset.own === undefined && within(link.pathname) === link.pathname) {
    link.href = BASE + link.pathname + link.search + link.hash; // before the browser follows it
  }
  if (link?.dataset.own !== undefined) return;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  const path = within(link.pathname);
  if (path.startsWith("/api/")) return;
  event.preventDefault();
  go(path + link.search);
}
