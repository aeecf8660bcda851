/** What a person chose: kept by the server, and the looks by this browser too, so that the next page begins with them. */
import * as api from "./api.js";
import { get, set } from "./store.js";
import { toast } from "./toasts.js";
import { choose } from "./words/words.js";

const THEME = "farside.theme";

export function theme(name) {
  const root = document.documentElement;
  if (name === "light" || name === "dark") root.dataset.theme = name;
  else delete root.dataset.theme;
  try {
    localStorage.setItem(THEME, name);
  } catch {
    // storage may be forbidden: then the looks come with the settings
  }
}

/** The looks of last time, before the server has said anything. */
export function remembered() {
  let kept = "auto";
  try {
    kept = localStorage.getItem(THEME) ?? "auto";
  } catch {
    // as above
  }
  theme(kept);
  choose(localStorageLanguage());
}

function localStorageLanguage() {
  try {
    return localStorage.getItem("farside.language") ?? "auto";
  } catch {
    return "auto";
  }
}

/** Takes over what the server says. */
export function settle(settings) {
  theme(settings.theme);
  choose(settings.language);
  set({ settings: { ...settings } });
}

let asked = 0; // changes that the server has not answered: what it says of others meanwhile is older than what is chosen

let unheard = 0; // of these, those that the stream of events has not told of: before the last it tells what was chosen earlier

/** Takes over what the server tells without being asked. `news`: by the stream of events. */
export function told(settings, news = false) {
  unheard = news ? Math.max(0, unheard - 1) : 0;
  if (!asked && !unheard) settle(settings);
}

/** Changes some; null goes back to the default. */
export async function change(values) {
  const before = get().settings;
  asked += 1;
  unheard += 1;
  settle({ ...before, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) });
  try {
    const now = await api.patch("/api/settings", values);
    if (asked === 1) settle(now);
  } catch (error) {
    unheard = Math.max(0, unheard - 1);
    settle(before);
    toast(error);
  } finally {
    asked -= 1;
  }
}
