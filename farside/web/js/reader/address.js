/** Every passage has an address: ?doc=…&at=start-end&page=… . What the reader shows follows it. */
import { arrived, BASE, go, place } from "../router.js";
import { get, set } from "../store.js";

const ID = /^[\w-]{1,80}$/;
const OURS = ["doc", "at", "page"];

/** The passage of an address: {document_id, start, end, page}; null where it has none. `start` is null without a mark. */
export function passageOf(query) {
  const id = query.get("doc");
  if (!id || !ID.test(id)) return null;
  const [, start, end] = /^(\d{1,12})-(\d{1,12})$/.exec(query.get("at") ?? "") ?? [];
  const page = Number(/^[1-9]\d{0,6}$/.exec(query.get("page") ?? "")?.[0]) || null;
  const marked = Number(start) < Number(end);
  return { document_id: id, start: marked ? Number(start) : null, end: marked ? Number(end) : null, page };
}

/** The address of a passage over the view at `path`: the present one, as it is, where none is given. */
export function addressOf({ document_id: id, start, end, page }, path = null) {
  const query = new URLSearchParams(path === null ? location.search : "");
  OURS.forEach((name) => query.delete(name));
  if (id) query.set("doc", id);
  if (id && start != null) query.set("at", `${start}-${end}`);
  if (id && page > (start == null ? 1 : 0)) query.set("page", page);
  const asked = `${query}`;
  return (path ?? location.pathname) + (asked && `?${asked}`);
}

/** The address to give away: that of the passage and of nothing around it. */
export const linkTo = (passage) => location.origin + BASE + addressOf(markOf(passage), "/library");

/** A passage whose page its mark tells. */
export const markOf = (passage) => (passage.start == null ? passage : { ...passage, page: null });

const who = () => get().me?.name; // not known yet after a reload

/** The reader as the address has it. The citations that were open there, if any, are kept with the step of the history, for
 * whoever opened them. */
export function followAddress() {
  const wanted = passageOf(place().query);
  const { reader } = get();
  if (!wanted) return reader && set({ reader: null });
  if (reader && addressOf(shownOf(reader)) === addressOf(wanted)) return undefined;
  const kept = [history.state?.of, undefined].includes(who()) && history.state?.reader;
  const citation = { document: "", quote: "", ...wanted, page: wanted.page ?? 1 };
  return set({ reader: kept ? { ...kept, restored: true } : { citations: [citation], at: 0, page: wanted.start === null ? null : wanted.page } });
}

/** The passage that a reader shows. A page that was turned to is part of it. */
export function shownOf({ citations, at, page }) {
  const { document_id, start, end, page: first } = citations[at];
  return { document_id, start, end, page: page ?? (start == null ? first : null) };
}

/** Shows it, and says so in the address: a new step of the history, which Back undoes, where no reader is open. */
export function show(reader) {
  const open = Boolean(get().reader);
  set({ reader });
  const step = { reader, of: who(), opened: open ? Boolean(history.state?.opened) : true };
  go(addressOf(shownOf(reader)), open, step);
}

arrived(followAddress);
