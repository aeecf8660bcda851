/** The document beside the answer, at the right page, with the exact words marked. n and p step through citations. */
import { html, useEffect, useLayoutEffect, useState } from "../ui.js";
import { IconButton, Spinner } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { shownName } from "../names.js";
import { useStore } from "../store.js";
import { flowing, label, number, problem } from "../text.js";
import { t } from "../words/words.js";
import { closeReader, followItem, turn } from "./open.js";
import { Picture } from "./picture.js";
import { isPart, originalOf, usePlaceOf } from "./place.js";
import { Words } from "./words.js";

const ZOOMS = [1, 1.4, 2];

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
  if (event.key === "Escape") closeReader();
  else if (event.key === "n" || event.key === "ArrowRight") turn(1);
  else if (event.key === "p" || event.key === "ArrowLeft") turn(-1);
  else return;
  event.preventDefault();
}

function Open({ reader }) {
  const citation = reader.citations[reader.at];
  const [turned, leaf] = useState(null);
  const [news, hear] = useState(0);
  const { place, error } = usePlaceOf(citation, news);
  const item = useStore((state) => state.items.get(citation.document_id));
  const last = place?.pages.length ?? 0;
  const [zoom, magnify] = useState(1);
  const [words, asWords] = useState(false);
  useEffect(() => leaf(null), [citation]);
  useEffect(() => asWords(false), [citation.document_id]);
  const at = turned ?? place?.page;
  const page = place?.pages.find((one) => one.number === at);
  useEffect(() => {
    if (item?.document) followItem(item, at);
    else if (item && (at >= last || item.done > 1.1 * last + 1)) hear(item.done); // at the last page one waits for the next
  }, [item?.document, item?.done, at, last]);
  return html`<aside class="reader" aria-label=${t("reader.label")}>
    <${Top} reader=${reader} citation=${citation} />
    ${place && page && html`<${Tools} place=${place} page=${page} onPage=${leaf} zoom=${zoom} onZoom=${magnify} words=${words} onWords=${asWords} />`}
    <div class="reader-body" tabindex="0" role="region" aria-label=${t("reader.page")}>
      ${page && item && !item.document && html`<p class="note" role="status">${t("reader.part", { last: number(last), n: number(item.pages || last) })}</p>`}
      ${error && html`<p class="bad">${error.status === 404 ? t("reader.gone") : problem(error)}</p>`}
      ${!error && !page && html`<${Spinner} />`}
      ${page && html`<${Page} citation=${citation} place=${place} page=${page} zoom=${zoom} words=${words} />`}
    </div>
    ${citation.quote && html`<p class="reader-quote" aria-live="polite"><q>${flowing(citation.quote)}</q></p>`}
  </aside>`;
}

function Page({ citation, place, page, zoom, words }) {
  const [broken, fail] = useState(null);
  const id = citation.document_id;
  const key = `${id}/${page.number}`;
  const unread = page.unread.map((one) => html`<p class="note"><${Icon} name="warn" size=${15} /> ${t("reader.unread")} ${one}</p>`);
  if (page.picture && !words && broken !== key) {
    return html`${unread}<${Picture} id=${id} name=${citation.document} page=${page} start=${place.start} end=${place.end} zoom=${zoom} onFail=${() => fail(key)} />`;
  }
  return html`${broken === key && html`<p class="note">${t("reader.no-picture")}</p>`}
    ${page.problem && html`<p class="note"><${Icon} name="warn" size=${15} /> ${page.problem}</p>`}
    ${unread}
    <${Words} id=${id} page=${page} start=${place.start} end=${place.end} />`;
}

function Top({ reader, citation }) {
  const many = reader.citations.length > 1;
  const name = shownName(citation.document);
  return html`<header class="reader-top">
    <div class="reader-name"><${Icon} name="file" size=${18} /><h2 class="ellipsis" title=${citation.document}>${name}</h2></div>
    ${many && html`<div class="stepper" role="group" aria-label=${t("reader.citations")}>
      <${IconButton} icon="left" label=${t("reader.previous")} onClick=${() => turn(-1)} />
      <span class="tabular" role="status">${t("reader.of", { at: reader.at + 1, n: reader.citations.length })}</span>
      <${IconButton} icon="right" label=${t("reader.next")} onClick=${() => turn(1)} /></div>`}
    ${!isPart(citation.document_id) && html`<a class="icon-button" href=${originalOf(citation.document_id)} download aria-label=${t("reader.original")} title=${t("reader.original")}><${Icon} name="download" /></a>`}
    <${IconButton} icon="close" label=${t("reader.close")} onClick=${closeReader} />
  </header>`;
}

function Tools({ place, page, onPage, zoom, onZoom, words, onWords }) {
  const last = place.pages.length;
  const step = (by) => onPage(Math.min(last, Math.max(1, page.number + by)));
  const next = ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length];
  return html`<div class="reader-tools">
    <${IconButton} icon="left" size=${17} label=${t("reader.page.previous")} disabled=${page.number <= 1} onClick=${() => step(-1)} />
    <span class="tabular note">${label(page.label)}${last > 1 ? ` / ${number(last)}` : ""}</span>
    <${IconButton} icon="right" size=${17} label=${t("reader.page.next")} disabled=${page.number >= last} onClick=${() => step(1)} />
    ${page.ocr && html`<span class="tag">${t("reader.ocr")}</span>`}
    <span class="gap"></span>
    ${page.picture && !words && html`<button type="button" class="button small" onClick=${() => onZoom(next)} aria-label=${t("reader.zoom")}>${Math.round(zoom * 100)} %</button>`}
    ${page.picture && html`<button type="button" class="button small" aria-pressed=${words} onClick=${() => onWords(!words)}>${t("reader.text")}</button>`}
  </div>`;
}
