/** The text of a page as headings, paragraphs, lists and tables. Every piece keeps where in the document it begins. */
import { length } from "../text.js";

const ITEM = /^(\s*)([-*•·–]|\d{1,3}[.)]|\(\w{1,3}\)|[（(][\d一二三四五六七八九十]{1,3}[)）])\s+(?=\S)/;
const MARKDOWN = /^(#{1,6})\s+(?=\S)/;
const RULE = /^[\s|:-]+$/; // the line below the head of a table in Markdown
const CELL = " | ";
const WIDE = /[\u1100-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g;

/**
 * Blocks of `text`, which begins at `from` in the document: {kind: heading|item|table|lines, …}. `headings`: level by
 * where it begins; `flows`: whether lines that fill the width go on in the next one; `markdown`: whether # makes headings.
 */
export function blocksOf(text, from, { headings, flows, markdown }) {
  const lines = linesOf(text, from);
  const widest = Math.max(...lines.map((one) => one.width), 1);
  const blocks = [];
  let open = null; // the block that the next line may belong to
  for (const line of lines) {
    const block = blockOf(line, { headings, markdown });
    if (block?.kind === "table" && open?.kind === "table") open.rows.push(...block.rows);
    else if (block?.kind === "lines" && goesOn(open, flows, widest)) Object.assign(open, joined(open, line));
    else {
      open = block;
      if (block) blocks.push(block);
    }
  }
  return blocks.map(tidy);
}

function linesOf(text, from) {
  let start = from;
  return text.split("\n").map((words) => {
    const line = { start, text: words, width: words.length + (words.match(WIDE)?.length ?? 0) };
    start += length(words) + 1;
    return line;
  });
}

/** The block that a line alone is; null for an empty one. */
function blockOf(line, { headings, markdown }) {
  const { start, text } = line;
  if (!text.trim()) return null;
  const level = headings.get(start);
  if (level) return { kind: "heading", level, start, text };
  const [marked, signs] = (markdown && MARKDOWN.exec(text)) || [];
  if (marked) return { kind: "heading", level: signs.length, start: start + length(marked), text: text.slice(marked.length) };
  const [before, indent, sign] = ITEM.exec(text) ?? [];
  if (before) return itemOf(line, before, indent, sign);
  if (text.includes(CELL)) return { kind: "table", rows: RULE.test(text) ? [] : [{ start, text, cells: cellsOf(line) }] };
  return { kind: "lines", start, text, last: line };
}

/** A point before an item is drawn; a number is part of its text, as it was written. */
function itemOf(line, before, indent, sign) {
  const numbered = /[\d\w一-龥]/.test(sign);
  const cut = numbered ? indent.length : before.length;
  return { kind: "item", numbered, depth: Math.floor(indent.length / 2), start: line.start + cut, text: line.text.slice(cut), last: line };
}

function cellsOf({ start, text }) {
  let at = start;
  return text.split(CELL).map((words) => {
    const cell = { start: at, text: words };
    at += length(words) + CELL.length;
    return cell;
  });
}

/** Whether the next plain line belongs to an open block: the line before filled the width. */
const goesOn = (open, flows, widest) => flows && ["lines", "item"].includes(open?.kind) && open.last.width > 0.66 * widest;

const joined = (open, line) => ({ text: `${open.text}\n${line.text}`, last: line, flows: true });

/** One line with a sign in it is no table. */
function tidy(block) {
  if (block.kind !== "table" || block.rows.length !== 1) return block;
  const [{ start, text }] = block.rows;
  return { kind: "lines", start, text };
}

/** Whether lines of a text that no file says more of are those of prose: many of them nearly fill the width. */
export function isProse(text) {
  const lines = text.split("\n").filter((one) => one.trim());
  const widest = Math.max(...lines.map((one) => one.length), 1);
  const full = lines.filter((one) => one.length > 0.66 * widest && /^\S/.test(one));
  return widest < 140 && lines.length > 3 && full.length > 0.5 * lines.length;
}
