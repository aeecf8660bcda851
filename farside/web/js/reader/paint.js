/** Marks words of the open page, wherever they are drawn, without touching their elements. */
import { length } from "../text.js";

/** Marks `spans` ([{start, end}], in the document) among the words in `box` with the style `::highlight(name)`. */
export function paint(name, box, spans) {
  if (!globalThis.Highlight) return; // a browser of before 2025: what is found is stepped to all the same
  const ranges = box ? spans.map((one) => rangeOf(box, one)).filter(Boolean) : [];
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

/** The words from `start` to `end`, as far as they are drawn in `box`; null where none is. */
export function rangeOf(box, { start, end }) {
  const rows = [...(box?.querySelectorAll("[data-start]") ?? [])].map((one) => ({ one, start: Number(one.dataset.start) }));
  const inside = rows.filter((row) => row.start < end && row.start + length(row.one.textContent) > start);
  if (!inside.length) return null;
  const [first, last] = [inside[0], inside[inside.length - 1]];
  const range = document.createRange();
  range.setStart(...pointAt(first.one, Math.max(0, start - first.start)));
  range.setEnd(...pointAt(last.one, end - last.start));
  return range;
}

/** The place of a character of an element, for a range; its end where it has fewer. */
function pointAt(element, characters) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = characters;
  let node = null;
  while (texts.nextNode()) {
    node = texts.currentNode;
    const count = length(node.data);
    if (left <= count) return [node, [...node.data].slice(0, left).join("").length];
    left -= count;
  }
  return node ? [node, node.data.length] : [element, 0];
}
