/** Where a citation stands: its document's pages, its page, its span. */
import { useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { label, length } from "../text.js";

const MOST = 8;
const kept = new Map(); // pages of the documents that were open last

/** Of a document, or of a file of which some pages are read: items have other ids. */
export const isPart = (id) => Boolean(id?.startsWith("i"));

const base = (id) => `/api/${isPart(id) ? "items" : "documents"}/${encodeURIComponent(id)}`;

export async function pagesOf(id) {
  if (isPart(id)) return (await api.get(`${base(id)}/pages`)).pages; // more of them the next time
  if (!kept.has(id)) {
    if (kept.size >= MOST) kept.delete(kept.keys().next().value);
    kept.set(id, (await api.get(`${base(id)}/pages`)).pages);
  }
  return kept.get(id);
}

/** {pages, page (number), start, end}; start is null where there is nothing to mark. */
async function find(citation) {
  const pages = await pagesOf(citation.document_id);
  let { start, end } = citation;
  if (start === null && citation.quote) ({ start, end } = await search(citation, pages));
  const page = start === null ? (citation.page ?? 1) : pageAt(pages, start);
  return { pages, page, start, end };
}

export function pageAt(pages, offset) {
  const found = pages.find((one) => offset < one.end) ?? pages[pages.length - 1];
  return found?.number ?? 1;
}

/** The exact words of a page with that label. */
async function search(citation, pages) {
  for (const page of pages.filter((one) => one.label === citation.label || label(one.label) === citation.label)) {
    const { text } = await contentOf(citation.document_id, page.number);
    const at = text.indexOf(citation.quote);
    if (at < 0) continue;
    const start = page.start + length(text.slice(0, at));
    return { start, end: start + length(citation.quote) };
  }
  return { start: null, end: null };
}

/** The place of a citation, and the error where it is gone. It is looked for anew when `news` changes. */
export function usePlaceOf(citation, news) {
  const [found, change] = useState({ of: null, place: null, error: null });
  useEffect(() => {
    let wanted = true;
    find(citation).then(
      (place) => wanted && change({ of: citation, place, error: null }),
      (error) => wanted && change({ of: citation, place: null, error }),
    );
    return () => {
      wanted = false;
    };
  }, [citation, news]);
  return found.of === citation ? found : { place: null, error: null };
}

const contents = new Map(); // text and lines of the pages that were looked at last

/** The text of a page with its lines: {text, lines}. */
async function contentOf(id, number) {
  const key = `${base(id)}/pages/${number}`;
  if (!contents.has(key)) {
    if (contents.size >= MOST) contents.delete(contents.keys().next().value);
    contents.set(key, api.get(key));
    contents.get(key).catch(() => contents.delete(key));
  }
  return contents.get(key);
}

/** The same, as soon as it is there; null until then. */
export function useContent(id, page) {
  const key = page ? `${id}/${page.number}` : "";
  const [found, change] = useState({});
  useEffect(() => {
    let wanted = true;
    if (page?.picture) contentOf(id, page.number).then((content) => wanted && change({ key, content }), () => {});
    return () => {
      wanted = false;
    };
  }, [key, page?.picture]);
  return found.key === key ? found.content : null;
}

export const pictureOf = (id, page, width) => `${base(id)}/pages/${page}/picture?width=${width}`;

export const textOf = (id, start, end) => api.get(`${base(id)}/text?start=${start}&end=${end}`);

export const originalOf = (id) => `${base(id)}/original`;
