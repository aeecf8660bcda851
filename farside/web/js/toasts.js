/** Short words at the edge of the page that go by themselves; errors stay until they are closed. */
import { get, set } from "./store.js";
import { details, problem } from "./text.js";

const SECONDS = 5;
let count = 0;

/** Shows an error, or a plain text. */
export function toast(what) {
  const bad = what instanceof Error;
  const id = (count += 1);
  const text = bad ? problem(what) : what;
  const more = bad && what.code !== "offline" ? details(what) : "";
  set({ toasts: [...get().toasts.filter((one) => one.text !== text), { id, text, more, bad }] });
  if (!bad) setTimeout(() => drop(id), SECONDS * 1000);
}

export const drop = (id) => set({ toasts: get().toasts.filter((one) => one.id !== id) });
