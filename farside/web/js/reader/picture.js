/** A page as it looks, with exactly the cited words marked on it and all of its words to be selected. */
import { html, useLayoutEffect, useMemo, useRef, useState } from "../ui.js";
import { BASE } from "../router.js";
import { label } from "../text.js";
import { t } from "../words/words.js";
import { around, boxesOf, lineOf, natural } from "./geometry.js";
import { pictureOf } from "./place.js";
import { fitted } from "./zoom.js";

const PAD = 0.0025; // of the page, around the words
const EDGE = 12; // pixels beside a mark that is wider than the reader

/** `zoom`: null where the page is shown as its mark is read best; `box` is what scrolls (a ref), `width` its inner width. */
export function Picture({ id, name, page, content, start, end, noted, zoom, box, width, onFail, onDrawn }) {
  const [loaded, load] = useState("");
  const sheet = useRef();
  const boxes = useMemo(() => (content ? boxesOf(page, content, start, end) : []), [page, content, start, end]);
  const kept = useMemo(() => (content ? noted.flatMap((one) => boxesOf(page, content, one.start, one.end)) : []), [page, content, noted]);
  const shown = zoom ?? fitted(boxes, page, width);
  useLayoutEffect(() => {
    if (boxes.length) lookAt(box.current, sheet.current, around(boxes));
  }, [boxes]);
  useLayoutEffect(() => onDrawn((count) => count + 1), [content]);
  const pixels = (window.devicePixelRatio > 1 ? 1800 : 1200) * (shown > 1.6 ? 1.6 : 1);
  const source = pictureOf(id, page.number, Math.round(pixels));
  return html`<figure class="sheet ${loaded === source ? "" : "loading"}" data-page=${page.number} ref=${sheet}
    style=${{ width: `${shown * 100}%`, aspectRatio: `${page.width || 3} / ${page.height || 4}` }}>
    <img src=${BASE + source} alt=${t("reader.picture", { page: label(page.label), name })}
      onLoad=${() => load(source)} onError=${onFail} decoding="async" draggable=${false} />
    ${kept.map((one, at) => html`<i class="highlight noted" key=${`n${at}`} style=${rectangle(one)}></i>`)}
    ${boxes.map((one, at) => html`<i class="highlight" key=${at} style=${rectangle(one)}></i>`)}
    ${content && html`<${Layer} page=${page} content=${content} />`}
  </figure>`;
}

/** Scrolls to a mark: its beginning, where it is too large to be seen whole. */
function lookAt(box, sheet, mark) {
  const [wide, high] = [sheet.offsetWidth, sheet.offsetHeight];
  const [left, top] = [sheet.offsetLeft + mark.left * wide, sheet.offsetTop + mark.top * high];
  const beside = (room, size) => Math.max(EDGE, (room - size) / 2);
  box.scrollLeft = left - beside(box.clientWidth, mark.width * wide);
  box.scrollTop = top - beside(box.clientHeight, mark.height * high);
}

const share = (value) => `${(value * 100).toFixed(3)}%`;

const rectangle = ({ left, top, width, height }) => ({
  left: share(left - PAD), top: share(top - PAD), width: share(width + 2 * PAD), height: share(height + 2 * PAD),
});

/** The words of a page, unseen, each line at its place over the picture: so they can be selected, copied and found. */
function Layer({ page, content }) {
  const lines = useMemo(() => content.lines.map((one) => lineOf(one, page, content.text)).filter(visible), [page, content]);
  return html`<div class="layer">${lines.map((line) => html`<div key=${line.start} data-start=${line.start}
    class=${line.upright ? "upright" : ""} style=${styleOf(line, page)}>${line.words}</div>`)}</div>`;
}

const visible = ({ words, width, height }) => words && width > 0 && height > 0;

/** As tall as the line's box and stretched to its width, in shares of the page: no zoom lays it out anew. */
function styleOf({ words, left, top, width, height, upright }, page) {
  const [size, run] = upright ? [width, height] : [height, width];
  const stretch = (run / (natural(words) * size || 1)).toFixed(4);
  return {
    left: share(left / page.width), top: share(top / page.height), fontSize: `${((size / page.width) * 100).toFixed(4)}cqw`,
    transform: upright ? `scaleY(${stretch})` : `scaleX(${stretch})`,
  };
}
