/** Short words at the edge of the page that go by themselves; errors stay until they are closed. */
import { get, set } from "./store.js";
import { details, problem } from "./text.js";

const SECONDS = 5;
const UNDO_SECONDS = 10; // as long as the server waits
let count = 0;

/** Shows an error, or a plain text; `undo` takes back what it tells of. */
export function toast(what, undo = null) {
  const bad = what instanceof Error;
  const id = (count += 1);
  const text = bad ? problem(what) : what;
  const more = bad && what.code !== "offline" ? details(what) : "";
  const offline = what.code === "offline";
  set({ toasts: [...get().toasts.filter((one) => one.text !== text), { id, text, more, bad, offline, undo }] });
  if (!bad) setTimeout(() => drop(id), (undo ? UNDO_SECONDS : SECONDS) * 1000);
}

/** The server answers again: what said that it does not is no longer so. */
export function dropOffline() {
  const kept = get().toasts.filter((one) => !one.offline);
  if (kept.length < get().toasts.length) set({ toasts: kept });
}

export const drop = (id) => set({ toasts: get().toasts.filter((one) => one.id !== id) });
