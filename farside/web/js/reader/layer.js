/** The words of a page, unseen, each line at its place over the picture: so they can be selected, copied and found. */
import { html, useMemo } from "../ui.js";
import { lineOf, natural } from "./geometry.js";

/** `content`: text and lines of the page. */
export function Layer({ page, content }) {
  const lines = useMemo(() => content.lines.map((one) => lineOf(one, page, content.text)).filter(visible), [page, content]);
  return html`<div class="layer">${lines.map((line) => html`<div key=${line.start} data-start=${line.start}
    class=${line.upright ? "upright" : ""} style=${styleOf(line, page)}>${line.words}</div>`)}</div>`;
}

const visible = ({ words, width, height }) => words && width > 0 && height > 0;
const share = (value) => `${(value * 100).toFixed(3)}%`;

/** As tall as the line's box and stretched to its width, in shares of the page: no zoom lays it out anew. */
function styleOf({ words, left, top, width, height, upright }, page) {
  const [size, run] = upright ? [width, height] : [height, width];
  const stretch = (run / (natural(words) * size || 1)).toFixed(4);
  return {
    left: share(left / page.width), top: share(top / page.height), fontSize: `${((size / page.width) * 100).toFixed(4)}cqw`,
    transform: upright ? `scaleY(${stretch})` : `scaleX(${stretch})`,
  };
}
