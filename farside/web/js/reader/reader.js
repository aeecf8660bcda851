/** The document beside the answer, at the right page, with the exact words marked. n and p step through citations. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import * as api from "../api.js";
import { Make } from "../make/menu.js";
import { IconButton, Menu, Spinner, useWidth } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { shownName } from "../names.js";
import { useNoted } from "../notes/marks.js";
import { canNote } from "../notes/news.js";
import { notePassage } from "../notes/write.js";
import { useStore } from "../store.js";
import { flowing, label, moment, number, problem, slice } from "../text.js";
import { t } from "../words/words.js";
import { linkTo } from "./address.js";
import { addEntry, copy } from "./entries.js";
import { boxesOf } from "./geometry.js";
import { Find } from "./find.js";
import { closeReader, followItem, leaf, turn } from "./open.js";
import { Picture } from "./picture.js";
import { isPart, originalOf, pageAt, useContent, usePlaceOf } from "./place.js";
import { fitting, flow, selectedIn, Selection } from "./selection.js";
import { Words } from "./words.js";
import { STEP, fitted, useZoom, within } from "./zoom.js";

addEntry({ key: "note.this", icon: "note", run: notePassage, fits: ({ document_id: id }) => !isPart(id) && canNote() });

export function Reader() {
  const reader = useStore((state) => state.reader);
  // Before the reader is seen: a key pressed at once would else be lost.
  useLayoutEffect(() => {
    if (!reader) return undefined;
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, [Boolean(reader)]);
  return reader && html`<${Open} reader=${reader} />`;
}

function keys(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") selectedIn(document.querySelector(".reader-body")) ? getSelection().removeAllRanges() : closeReader();
  else if (event.shiftKey) return; // arrows that select
  else if (event.key === "n" || event.key === "ArrowRight") turn(1);
  else if (event.key === "p" || event.key === "ArrowLeft") turn(-1);
  else return;
  event.preventDefault();
}

function Open({ reader }) {
  const citation = reader.citations[reader.at];
  const id = citation.document_id;
  const [news, hear] = useState(0);
  const { place, error } = usePlaceOf(citation, news);
  const item = useStore((state) => state.items.get(id));
  const told = useStore((state) => state.documents.get(id)?.name);
  const name = citation.document || told || "";
  const last = place?.pages.length ?? 0;
  const [zoom, magnify] = useState(null);
  const [words, asWords] = useState(false);
  const [finding, find] = useState(false);
  const [drawn, redraw] = useState(0);
  useEffect(() => magnify(null), [citation, reader.page]);
  useEffect(() => (asWords(false), find(false)), [id]);
  const at = place ? Math.min(reader.page ?? place.page, last) : null;
  const page = place?.pages.find((one) => one.number === at);
  const content = useContent(id, page);
  const box = useRef();
  const width = useWidth(box);
  const shown = zoom ?? (page && content ? fitted(boxesOf(page, content, place.start, place.end), page, width) : 1);
  useZoom(box, shown, magnify);
  useEffect(() => {
    if (item?.document) followItem(item, at);
    else if (item && (at >= last || item.done > 1.1 * last + 1)) hear(item.done); // at the last page one waits for the next
  }, [item?.document, item?.done, at, last]);
  const about = ({ start, end, text }) => {
    const number = pageAt(place.pages, start);
    return { document_id: id, document: name, start, end, page: number, label: label(place.pages[number - 1].label), text };
  };
  const marked = place && place.start !== null ? about({ ...place, text: flow(citation.quote || wordsOf(place, page, content)) }) : null;
  return html`<aside class="reader" aria-label=${t("reader.label")}>
    <${Top} reader=${reader} id=${id} name=${name} marked=${marked} page=${at} />
    ${place && page ? html`<${Tools} place=${place} page=${page} zoom=${shown} onZoom=${magnify} words=${words} onWords=${asWords} onFind=${isPart(id) ? null : () => find(true)} />` : html`<div class="reader-tools"></div>`}
    ${finding && place && page && html`<${Find} id=${id} page=${page} box=${box} drawn=${drawn} onClose=${() => (find(false), box.current.focus())} />`}
    <div class="reader-body" tabindex="0" role="region" aria-label=${t("reader.page")} ref=${box}>
      ${page && item && !item.document && html`<p class="note" role="status">${t("reader.part", { last: number(last), n: number(item.pages || last) })}</p>`}
      <${Origin} id=${id} name=${name} />
      ${error && html`<p class="bad">${error.status === 404 ? t("reader.gone") : problem(error)}</p>`}
      ${!error && !page && html`<${Spinner} />`}
      ${page && html`<${Page} id=${id} name=${name} place=${place} page=${page} content=${content} zoom=${zoom} box=${box} width=${width} words=${words} onDrawn=${redraw} />`}
      ${place && html`<${Selection} box=${box} about=${about} />`}
    </div>
    ${citation.quote && html`<p class="reader-quote" aria-live="polite"><q>${flowing(citation.quote)}</q></p>`}
  </aside>`;
}

/** The marked words, as far as they stand on this page. */
function wordsOf({ start, end }, page, content) {
  if (!page || !content) return "";
  return slice(content.text, Math.max(0, start - page.start), Math.max(0, end - page.start));
}

function Page({ id, name, place, page, content, zoom, box, width, words, onDrawn }) {
  const [broken, fail] = useState(null);
  const noted = useNoted(id);
  const key = `${id}/${page.number}`;
  const unread = page.unread.map((one) => html`<p class="note"><${Icon} name="warn" size=${15} /> ${t("reader.unread")} ${one}</p>`);
  if (page.picture && !words && broken !== key) {
    return html`${unread}<${Picture} id=${id} name=${name} page=${page} content=${content} start=${place.start} end=${place.end}
      noted=${noted} zoom=${zoom} box=${box} width=${width} onFail=${() => fail(key)} onDrawn=${onDrawn} />`;
  }
  return html`${broken === key && html`<p class="note">${t("reader.no-picture")}</p>`}
    ${page.problem && html`<p class="note"><${Icon} name="warn" size=${15} /> ${page.problem}</p>`}
    ${unread}
    <${Words} id=${id} name=${name} page=${page} start=${place.start} end=${place.end} noted=${noted} onDrawn=${onDrawn} />`;
}

function Top({ reader, id, name, marked, page }) {
  const many = reader.citations.length > 1;
  const link = () => copy(linkTo(marked ?? { document_id: id, start: null, page }));
  return html`<header class="reader-top">
    <div class="reader-name"><${Icon} name="file" size=${18} /><h2 class="ellipsis" title=${name}>${shownName(name)}</h2></div>
    ${many && html`<div class="stepper" role="group" aria-label=${t("reader.citations")}>
      <${IconButton} icon="left" label=${t("reader.previous")} onClick=${() => turn(-1)} />
      <span class="tabular" role="status">${t("reader.of", { at: reader.at + 1, n: reader.citations.length })}</span>
      <${IconButton} icon="right" label=${t("reader.next")} onClick=${() => turn(1)} /></div>`}
    ${!isPart(id) && html`<${IconButton} icon="link" label=${t(marked ? "reader.link" : "reader.link.page")} onClick=${link} />`}
    ${marked && html`<${Menu} label=${t("reader.more")} actions=${fitting(marked).map(({ key, icon, run }) => ({ label: t(key), icon, run: () => run(marked) }))} />`}
    ${!isPart(id) && html`<${Make} bare scope=${{ kind: "picks", ids: [id] }} /><a class="icon-button" href=${originalOf(id)} download aria-label=${t("reader.original")} title=${t("reader.original")}><${Icon} name="download" /></a>`}
    <${IconButton} icon="close" label=${t("reader.close")} onClick=${closeReader} />
  </header>`;
}

function Tools({ place, page, zoom, onZoom, words, onWords, onFind }) {
  const last = place.pages.length;
  const step = (by) => leaf(Math.min(last, Math.max(1, page.number + by)));
  const picture = page.picture && !words;
  return html`<div class="reader-tools">
    <${IconButton} icon="left" size=${17} label=${t("reader.page.previous")} disabled=${page.number <= 1} onClick=${() => step(-1)} />
    <span class="tabular note">${label(page.label)}${last > 1 ? ` / ${number(last)}` : ""}</span>
    <${IconButton} icon="right" size=${17} label=${t("reader.page.next")} disabled=${page.number >= last} onClick=${() => step(1)} />
    ${page.ocr && html`<span class="tag">${t("reader.ocr")}</span>`}
    <span class="gap"></span>
    ${onFind && html`<${IconButton} icon="search" size=${17} label=${t("find.label")} onClick=${onFind} />`}
    ${picture && html`<${IconButton} icon="minus" size=${17} label=${t("reader.smaller")} disabled=${zoom <= 1} onClick=${() => onZoom(within(zoom / STEP))} />
      <${IconButton} icon="plus" size=${17} label=${t("reader.larger")} onClick=${() => onZoom(within(zoom * STEP))} />`}
    ${page.picture && html`<button type="button" class="button small" aria-pressed=${words} onClick=${() => onWords(!words)}>${t("reader.text")}</button>`}
  </div>`;
}

const FROM_A_SITE = /^[\w.-]+\.\w+\//; // documents of the web are called by their site

/** Where on the web a document came from, and when. */
function Origin({ id, name }) {
  const [found, fill] = useState([]);
  useEffect(() => {
    fill([]);
    if (FROM_A_SITE.test(name)) api.get(`/api/documents/${id}`).then((facts) => fill(facts.origins.slice(0, 1)), () => {});
  }, [id, name]);
  return found.map(({ url, fetched }) => html`<p class="note" key=${url}>${t("reader.origin", { when: moment(fetched) })}${" "}
    <a href=${url} rel="noopener noreferrer nofollow" target="_blank">${url}</a></p>`);
}
