/** Opens the reader beside whatever is on screen: at a citation among others, at a span, or at the start. */
import { back, go } from "../router.js";
import { get, set } from "../store.js";
import { addressOf, show } from "./address.js";

export const openCitations = (citations, at) => show({ citations, at, page: null });

export const openSpan = (id, name, start, end) =>
  openCitations([{ document_id: id, document: name, start, end, page: null }], 0);

export const openDocument = (id, name) => openCitations([{ document_id: id, document: name, start: null, end: null, page: 1 }], 0);

/** A file whose pages are not all read became a document: the reader stays at its page. */
export function followItem(item, page) {
  const { reader } = get();
  if (reader?.citations[0].document_id !== item.id) return;
  const citation = { ...reader.citations[0], document_id: item.document, page };
  show({ citations: [citation], at: 0, page: null });
}

/** Evidence as it was told while the question was at work: its words and page, without a place. */
export const openQuote = (found) => openCitations([{ ...found, start: null, end: null, page: null, quote: found.text }], 0);

/** Where opening it was a step of the history, that is undone. */
export function closeReader() {
  if (!get().reader) return;
  set({ reader: null });
  if (history.state?.opened) back();
  else go(addressOf({}), true);
}

/** To the next or previous citation; at the end it begins again. */
export function turn(by) {
  const { reader } = get();
  if (!reader) return;
  const count = reader.citations.length;
  show({ ...reader, at: (reader.at + by + count) % count, page: null });
}

/** To another page of the document. */
export const leaf = (page) => show({ ...get().reader, page });

/** Whether the reader shows the citation `at` of these. After a reload they are others that say the same. */
export function isOpen(reader, citations, at) {
  if (!reader || reader.at !== at) return false;
  if (!reader.restored) return reader.citations === citations;
  const [one, other] = [reader.citations[at], citations[at]];
  if (!other || reader.citations.length !== citations.length) return false;
  return one.document_id === other.document_id && one.start === other.start && one.end === other.end;
}
