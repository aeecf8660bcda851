/** A page as its text, with the cited words marked. Of a very long page, the part around them. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import { Spinner } from "../parts/basics.js";
import { length, problem, slice } from "../text.js";
import { t } from "../words/words.js";
import { piecesOf } from "../notes/marks.js";
import { textOf } from "./place.js";

const AROUND = 15_000; // characters shown before and after

export function Words({ id, page, start, end, noted }) {
  const marked = start !== null && start < page.end && end > page.start;
  const [range, widen] = useState(null);
  const [found, change] = useState({ text: null, error: null });
  const mark = useRef();
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
  useLayoutEffect(() => mark.current?.scrollIntoView({ block: "center" }), [found.text, start]);
  if (found.error) return html`<p class="bad">${problem(found.error)}</p>`;
  if (found.text === null || !range) return html`<${Spinner} />`;
  const more = (values) => widen({ ...range, ...values });
  return html`<div class="words" data-page=${page.number}>
    ${range.from > page.start && html`<button type="button" class="button small" onClick=${() => more({ from: Math.max(page.start, range.from - 2 * AROUND) })}>${t("reader.before")}</button>`}
    <pre data-start=${found.from}>${split(found, { start: marked ? start : null, end }, noted, mark)}</pre>
    ${range.to < page.end && html`<button type="button" class="button small" onClick=${() => more({ to: Math.min(page.end, range.to + 2 * AROUND) })}>${t("reader.after")}</button>`}
  </div>`;
}

function split({ text, from }, cited, noted, mark) {
  const pieces = piecesOf(from, from + length(text), cited, noted);
  const first = pieces.find((one) => one.cited);
  return pieces.map((one) => {
    const said = slice(text, one.start - from, one.end - from);
    if (!one.cited && !one.noted) return said;
    return html`<mark key=${one.start} ref=${one === first ? mark : undefined} class=${one.cited ? "" : "noted"}>${said}</mark>`;
  });
}
