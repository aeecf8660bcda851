/** What the page knows, in one place. Values are replaced, never changed, so that a view can tell by identity. */
import { useLayoutEffect, useReducer, useRef } from "./ui.js";

let state = {
  me: null, shared: [], signedOut: false, online: true, loaded: false, fatal: null,
  settings: null, models: [],
  documents: new Map(), items: new Map(), collections: new Map(), offers: new Map(), runs: new Map(), conversations: new Map(),
  sending: new Map(), // uploads that have not arrived whole
  order: null, sourcesShut: null, arrivedSince: null, // how a person left the lists of documents
  noteCount: 0, noteNews: 0, noting: null, // see notes/
  watches: new Map(), fetching: null, // folders that the server watches; the page that it gets just now
  scope: { kind: "all" }, reader: null, quoted: null, toasts: [], samples: null,
};
const listeners = new Set();

export const get = () => state;

/** Takes over the given values, and tells every view that looks at one of them. */
export function set(values) {
  state = { ...state, ...values };
  for (const listener of [...listeners]) listener();
}

/** Puts entries into one of the maps, or takes them out where the value is undefined. */
export function put(part, entries) {
  const map = new Map(state[part]);
  for (const [key, value] of entries) value === undefined ? map.delete(key) : map.set(key, value);
  set({ [part]: map });
}

/** What `select` gives of the state; the view is drawn again when it gives something else. */
export function useStore(select) {
  const [, draw] = useReducer((count) => count + 1, 0);
  const held = useRef();
  const chosen = select(state);
  held.current = { select, chosen };
  useLayoutEffect(() => {
    const changed = () => held.current.select(state) !== held.current.chosen && draw();
    listeners.add(changed);
    changed();
    return () => listeners.delete(changed);
  }, []);
  return chosen;
}
