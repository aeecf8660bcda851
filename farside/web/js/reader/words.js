/** A page as its text: headings, lists, tables and paragraphs, made here of plain words, with the cited ones marked. Of a
 * very long page, the part around them. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../ui.js";
import { Spinner } from "../parts/basics.js";
import { length, problem, slice } from "../text.js";
import { t } from "../words/words.js";
import { piecesOf } from "../notes/marks.js";
import { blocksOf, isProse } from "./blocks.js";
import { textOf } from "./place.js";

const AROUND = 15_000; // characters shown before and after
const LEVELS = ["h3", "h4", "h5", "h6"]; // below those of the page itself

export function Words({ id, name, page, start, end, noted, onDrawn }) {
  const marked = start !== null && start < page.end && end > page.start;
  const [range, widen] = useState(null);
  const [found, change] = useState({ text: null, error: null });
  const box = useRef();
  const from = marked ? Math.max(page.start, start - AROUND) : page.start;
  const to = Math.min(page.end, marked ? end + AROUND : page.start + 2 * AROUND);
  useEffect(() => widen({ from, to }), [id, page.number, start, end]);
  useEffect(() => {
    if (!range) return undefined;
    let wanted = true;
    textOf(id, range.from, range.to).then(
      (reply) => wanted && change({ text: reply.text, from: reply.start, error: null }),
      (error) => wanted && change({ text: null, error }),
    );
    return () => {
      wanted = false;
    };
  }, [id, range?.from, range?.to]);
  const blocks = useMemo(() => (found.text === null ? [] : blocksOf(found.text, found.from, formOf(found.text, name, page))), [found, page]);
  useLayoutEffect(() => box.current?.querySelector("mark:not(.noted)")?.scrollIntoView({ block: "center" }), [blocks, start]);
  useLayoutEffect(() => onDrawn((count) => count + 1), [blocks]);
  if (found.error) return html`<p class="bad">${problem(found.error)}</p>`;
  if (found.text === null || !range) return html`<${Spinner} />`;
  const more = (values) => widen({ ...range, ...values });
  const words = (one) => marksOf(one, { start: marked ? start : null, end }, noted);
  return html`<div class="words" data-page=${page.number} ref=${box}>
    ${range.from > page.start && html`<button type="button" class="button small" onClick=${() => more({ from: Math.max(page.start, range.from - 2 * AROUND) })}>${t("reader.before")}</button>`}
    ${grouped(blocks).map((one) => (one.items ? list(one.items, words) : drawn(one, words)))}
    ${range.to < page.end && html`<button type="button" class="button small" onClick=${() => more({ to: Math.min(page.end, range.to + 2 * AROUND) })}>${t("reader.after")}</button>`}
  </div>`;
}

/** The words of a block, those marked that are cited and those that are noted. */
function marksOf(block, cited, noted) {
  const { start: from, text } = block;
  return piecesOf(from, from + length(text), cited, noted).map((one) => {
    const said = shown(slice(text, one.start - from, one.end - from), block);
    if (!one.cited && !one.noted) return said;
    return html`<mark key=${one.start} class=${one.cited ? "" : "noted"}>${said}</mark>`;
  });
}

/** What is known of the text of a page. One that has a picture was set in lines. */
function formOf(text, name, page) {
  const headings = new Map(page.headings.map(({ start, level }) => [start, level]));
  const set = page.picture || (/^lines/.test(page.label) && isProse(text));
  return { headings, flows: set, markdown: /\.(md|markdown)$/i.test(name) };
}

/** Items that follow each other are one list. */
function grouped(blocks) {
  const groups = [];
  for (const block of blocks) {
    const last = groups[groups.length - 1];
    if (block.kind !== "item") groups.push(block);
    else if (last?.items) last.items.push(block);
    else groups.push({ items: [block] });
  }
  return groups;
}

const list = (items, words) => html`<ul>${items.map((one) => html`<li class="${one.numbered ? "numbered" : ""} ${one.flows ? "flows" : ""}" style=${{ marginLeft: `${one.depth * 1.4}em` }}
  data-start=${one.start}>${words(one)}</li>`)}</ul>`;

function drawn(one, words) {
  if (one.kind === "heading") return html`<${LEVELS[Math.min(one.level, LEVELS.length) - 1]} data-start=${one.start}>${words(one)}<//>`;
  if (one.kind !== "table") return html`<p class=${one.flows ? "flows" : ""} data-start=${one.start}>${words(one)}</p>`;
  const cell = (part) => html`<td data-start=${part.start}>${words(part)}</td>`;
  return html`<div class="md-table"><table class="table"><tbody>${one.rows.map(({ cells }) => html`<tr>${cells.map(cell)}</tr>`)}</tbody></table></div>`;
}

const CJK = /(?<=[\u2e80-\u9fff\uff00-\uffef])\n(?=[\u2e80-\u9fff\uff00-\uffef])/;

/** Words whose lines run on; between Chinese ones no space is to be seen, though the break stays part of the text. */
function shown(text, { flows }) {
  if (!flows || !CJK.test(text)) return text;
  return text.split(CJK).map((part, at) => (at ? [html`<span hidden>${"\n"}</span>`, part] : part));
}
