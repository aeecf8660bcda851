/** Opens the reader beside whatever is on screen: at a citation among others, at a span, or at the start. */
import { get, set } from "../store.js";

export const openCitations = (citations, at) => set({ reader: { citations, at } });

export const openSpan = (id, name, start, end) =>
  openCitations([{ document_id: id, document: name, start, end, page: null }], 0);

export const openDocument = (id, name) => openCitations([{ document_id: id, document: name, start: null, end: null, page: 1 }], 0);

/** A file whose pages are not all read became a document: the reader stays at its page. */
export function followItem(item, page) {
  const { reader } = get();
  if (reader?.citations[0].document_id !== item.id) return;
  const citation = { ...reader.citations[0], document_id: item.document, page };
  set({ reader: { citations: [citation], at: 0 } });
}

/** Evidence as it was told while the question was at work: its words and page, without a place. */
export const openQuote = (found) => openCitations([{ ...found, start: null, end: null, page: null, quote: found.text }], 0);

export const closeReader = () => set({ reader: null });

/** To the next or previous citation; at the end it begins again. */
export function turn(by) {
  const { reader } = get();
  if (!reader) return;
  const count = reader.citations.length;
  set({ reader: { ...reader, at: (reader.at + by + count) % count } });
}
