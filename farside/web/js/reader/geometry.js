/** Where words stand on a page, in shares of its width and height. */
import { slice } from "../text.js";

const FAMILY = "sans-serif"; // as .layer has it
let pen = null;

/** The width of words, in heights of their letters. */
export function natural(words) {
  pen ??= Object.assign(document.createElement("canvas").getContext("2d"), { font: `100px ${FAMILY}` });
  return pen.measureText(words).width / 100;
}

/** A line of a page: its words, its box in points, and whether it runs from top to bottom. */
export function lineOf({ start, end, box: [left, top, right, bottom] }, page, text) {
  const words = slice(text, start - page.start, end - page.start).trimEnd();
  const [width, height] = [right - left, bottom - top];
  return { start, end, words, left, top, width, height, upright: words.length > 1 && height > 2 * width };
}

/** Boxes of a span on a page, one a line: {left, top, width, height}. `content`: text and lines of the page. */
export function boxesOf(page, content, start, end) {
  if (start === null || !page.width) return [];
  return content.lines.filter((line) => line.start < end && line.end > start).map((line) => {
    const { words, left, top, width, height, upright } = lineOf(line, page, content.text);
    const [from, to] = [Math.max(0, start - line.start), Math.max(0, end - line.start)];
    if (!slice(words, from, to).trim()) return null;
    const whole = natural(words) || 1;
    const [first, last] = [from, to].map((at) => Math.min(1, natural(slice(words, 0, at)) / whole));
    const box = upright
      ? { left, top: top + first * height, width, height: (last - first) * height }
      : { left: left + first * width, top, width: (last - first) * width, height };
    return { left: box.left / page.width, top: box.top / page.height, width: box.width / page.width, height: box.height / page.height };
  }).filter(Boolean);
}

/** The box around boxes. */
export function around(boxes) {
  const left = Math.min(...boxes.map((one) => one.left));
  const top = Math.min(...boxes.map((one) => one.top));
  const right = Math.max(...boxes.map((one) => one.left + one.width));
  const bottom = Math.max(...boxes.map((one) => one.top + one.height));
  return { left, top, width: right - left, height: bottom - top };
}
