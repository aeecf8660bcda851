/** Markdown → virtual nodes. Only what an answer needs; everything else stays the characters that it is. A picture
 * becomes its description: none is ever loaded. A link shows where it goes. */
import { html } from "./ui.js";

const INLINE =
  /(`+)([\s\S]*?[^`])\1(?!`)|!\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)|\[([^\]]+)\]\(([^)\s]+)(?:\s+"[^"]*")?\)|\*\*([^*]+(?:\*[^*]+)*)\*\*|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])|(https?:\/\/[^\s<>()"'`\u3000-\u303f\uff00-\uffef]+[^\s<>()"'`.,;:!?\u3000-\u303f\uff00-\uffef])/g;
const LIST = /^(\s*)([-*+•]|\d{1,9}[.)、])\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const ROW = /^\s*\|?(.+\|.*?)\|?\s*$/;
const DASHES = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The words of one line. */
export function inline(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) nodes.push(text.slice(at, found.index));
    nodes.push(piece(found));
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

function piece([whole, , code, picture, words, target, strong, emphasis, address]) {
  if (code !== undefined) return html`<code>${code.trim()}</code>`;
  if (picture !== undefined) return picture;
  if (words !== undefined) return link(target, words);
  if (strong !== undefined) return html`<strong>${inline(strong)}</strong>`;
  if (emphasis !== undefined) return html`<em>${inline(emphasis)}</em>`;
  return address !== undefined ? link(address, address) : whole;
}

function link(target, words) {
  if (!/^https?:\/\/[^\s]+$/i.test(target)) return words;
  const shown = words === target ? words : `${words} (${target})`;
  return html`<a href=${target} rel="noopener noreferrer nofollow" target="_blank">${shown}</a>`;
}

/** Whole texts: paragraphs, headings, lists, quotations, code, tables. */
export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = block(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function block(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (/^\s*(```|~~~)/.test(line)) return fenced(lines, at);
  if (RULE.test(line)) return [html`<hr />`, at + 1];
  const heading = HEADING.exec(line);
  if (heading) return [html`<p class="md-heading">${inline(heading[1])}</p>`, at + 1];
  if (/^\s*>/.test(line)) return quoted(lines, at);
  if (LIST.test(line)) return listed(lines, at);
  if (ROW.test(line) && DASHES.test(lines[at + 1] ?? "")) return tabled(lines, at);
  return paragraph(lines, at);
}

function run(lines, at, goes) {
  let end = at;
  while (end < lines.length && goes(lines[end], end)) end += 1;
  return end;
}

function fenced(lines, at) {
  const mark = /^\s*(```|~~~)/.exec(lines[at])[1];
  const end = run(lines, at + 1, (line) => !line.trim().startsWith(mark));
  return [html`<pre><code>${lines.slice(at + 1, end).join("\n")}</code></pre>`, end + 1];
}

function quoted(lines, at) {
  const end = run(lines, at, (line) => /^\s*>/.test(line));
  const inner = lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, ""));
  return [html`<blockquote>${markdown(inner.join("\n"))}</blockquote>`, end];
}

function listed(lines, at) {
  const end = run(lines, at, (line) => LIST.test(line));
  const rows = lines.slice(at, end).map((line) => LIST.exec(line));
  const items = rows.map((row) => html`<li class=${row[1].length > 1 ? "md-inner" : ""}>${inline(row[3])}</li>`);
  if (!/\d/.test(rows[0][2])) return [html`<ul>${items}</ul>`, end];
  return [html`<ol start=${parseInt(rows[0][2], 10)}>${items}</ol>`, end];
}

function tabled(lines, at) {
  const end = run(lines, at, (line) => ROW.test(line));
  const cells = (line) => ROW.exec(line)[1].replace(/\|\s*$/, "").split("|").map((cell) => inline(cell.trim()));
  const body = lines.slice(at + 2, end).map(cells);
  return [
    html`<div class="md-table"><table>
      <thead><tr>${cells(lines[at]).map((cell) => html`<th>${cell}</th>`)}</tr></thead>
      <tbody>${body.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table></div>`,
    end,
  ];
}

function paragraph(lines, at) {
  const ends = (line) => !line.trim() || LIST.test(line) || HEADING.test(line) || /^\s*(>|```|~~~)/.test(line);
  const end = Math.max(at + 1, run(lines, at, (line, place) => place === at || !ends(line)));
  return [html`<p>${inline(lines.slice(at, end).join("\n"))}</p>`, end];
}
