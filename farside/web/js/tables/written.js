/** What is read as text, made of its table: a summary, a briefing, questions and answers, cards. Marked where that is
 * marked, and as a person put it right. */
import { html, useMemo } from "../ui.js";
import { Sentences } from "../ask/answer.js";
import { own } from "./table.js";

/** The last cells of the rows as sentences, each with the numbers of its quotations; `heads` are the cells before them,
 * where there are two. */
export function told(table) {
  const rows = table.rows.filter((row) => row.cells[row.cells.length - 1].shown);
  const cells = rows.map((row) => row.cells[row.cells.length - 1]);
  const sources = cells.flatMap((cell) => cell.sources);
  return {
    heads: rows.map((row) => (row.cells.length > 1 ? row.cells[0].shown : "")),
    sentences: cells.map((cell) => ({ text: cell.shown, supported: !cell.flags.length, citations: cell.sources.map((one) => one.n) })),
    doubts: cells.map((cell) => cell.flags.join("; ")),
    citations: sources.filter((one, at) => sources.findIndex((other) => other.n === one.n) === at),
  };
}

export function Written({ thing, table }) {
  const answer = useMemo(() => told(table), [table]);
  const { heads, sentences, citations, doubts } = answer;
  if (!sentences.length) return null;
  // What stands below a head was carried when it was written: a flag is a doubt, told in its words.
  const one = (at) => html`<${Sentences} answer=${{ sentences: [{ ...sentences[at], supported: true }], citations }} />${doubts[at] && html`<p class="note">${doubts[at]}</p>`}`;
  if (thing === "briefing") return html`<div class="written">${[...new Set(heads)].map((head) => html`<section key=${head}><h2 class="section">${own("value", head)}</h2>
    <ul>${heads.map((other, at) => other === head && html`<li key=${at}>${one(at)}</li>`)}</ul></section>`)}</div>`;
  if (thing === "faq") return html`<div class="written">${heads.map((head, at) => html`<section key=${at}><h2 class="asked">${head}</h2>${one(at)}</section>`)}</div>`;
  if (thing === "cards") return html`<ul class="flips">${heads.map((head, at) => html`<li key=${at}><details class="flip"><summary>${head}</summary>${one(at)}</details></li>`)}</ul>`;
  return html`<div class="summary"><${Sentences} answer=${answer} /></div>`;
}
