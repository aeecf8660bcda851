/** A summary as running text, made of its table: marked where that is marked, and as a person put it right. */
import { html, useMemo } from "../ui.js";
import { Sentences } from "../ask/answer.js";

/** The sentences of the table, each with the numbers of its quotations. */
export function told(table) {
  const cells = table.rows.map((row) => row.cells[0]).filter((cell) => cell.shown);
  const sources = cells.flatMap((cell) => cell.sources);
  return {
    sentences: cells.map((cell) => ({ text: cell.shown, supported: !cell.flags.length, citations: cell.sources.map((one) => one.n) })),
    citations: sources.filter((one, at) => sources.findIndex((other) => other.n === one.n) === at),
  };
}

export function Summary({ table }) {
  const answer = useMemo(() => told(table), [table]);
  return answer.sentences.length > 0 && html`<div class="summary"><${Sentences} answer=${answer} /></div>`;
}
