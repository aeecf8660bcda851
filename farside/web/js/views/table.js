/** A table with a source for every cell: {columns: [name], rows: [[{value, quote, document, document_id, page, start,
 * end, flag}]]}. A click on a cell opens its source; a person's correction is handed to `onCorrect(row, column, value)`. */
import { html, useLayoutEffect, useRef, useState } from "../ui.js";
import { Icon } from "../parts/icons.js";
import { openCitations } from "../reader/open.js";
import { t } from "../words/words.js";

export function Table({ table, label, onCorrect }) {
  const [editing, edit] = useState(null);
  const body = useRef();
  const sources = table.rows.flatMap((row) => row.filter(sourced));
  const show = (cell) => openCitations(sources, sources.indexOf(cell));
  const back = useRef(null);
  useLayoutEffect(() => {
    if (editing || !back.current) return;
    body.current.querySelector(`[data-at="${back.current}"]`)?.focus();
    back.current = null;
  }, [editing]);
  const done = (row, column, value) => {
    back.current = `${row},${column}`;
    edit(null);
    if (value !== null && value !== String(table.rows[row][column].value ?? "")) onCorrect?.(row, column, value);
  };
  return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${label}><table class="table sourced" onKeyDown=${(event) => walk(event, body.current)}>
    <thead><tr>${table.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody ref=${body}>${table.rows.map((row, y) => html`<tr>${row.map((cell, x) =>
      editing === `${y},${x}`
        ? html`<td><${Edit} value=${cell.value} onDone=${(value) => done(y, x, value)} /></td>`
        : html`<td class=${cell.flag ? `flag ${cell.flag}` : ""}><${Cell} cell=${cell} at=${`${y},${x}`} onShow=${() => show(cell)} onEdit=${onCorrect && (() => edit(`${y},${x}`))} /></td>`,
    )}</tr>`)}</tbody></table></div>`;
}

const sourced = (cell) => cell.document_id && cell.start !== null && cell.start !== undefined;

function Cell({ cell, at, onShow, onEdit }) {
  const keys = (event) => {
    if (onEdit && (event.key === "F2" || (event.key === "Enter" && event.shiftKey))) {
      event.preventDefault();
      onEdit();
    }
  };
  const words = cell.value === null || cell.value === "" ? html`<span class="note">${t("table.empty")}</span>` : String(cell.value);
  const flag = cell.flag && html`<span class="visually-hidden"> (${t.known(`flag.${cell.flag}`) ? t(`flag.${cell.flag}`) : cell.flag})</span><${Icon} name=${cell.flag === "corrected" ? "pen" : "warn"} size=${13} />`;
  return html`<div class="cell-box"><button type="button" class="cell-button" data-at=${at} title=${cell.quote ?? ""} onClick=${sourced(cell) ? onShow : undefined}
      aria-disabled=${!sourced(cell)} onKeyDown=${keys} onDblClick=${onEdit}>${words}${flag}</button>
    ${onEdit && html`<button type="button" class="icon-button tiny" tabindex="-1" aria-label=${t("table.edit")} title=${t("table.edit")} onClick=${onEdit}><${Icon} name="pen" size=${14} /></button>`}</div>`;
}

function Edit({ value, onDone }) {
  const [text, type] = useState(String(value ?? ""));
  const over = useRef(false);
  const end = (given) => {
    if (over.current) return; // a field that goes away loses the focus, too
    over.current = true;
    onDone(given);
  };
  const keys = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") end(text);
    else if (event.key === "Escape") end(null);
  };
  return html`<input class="input" value=${text} aria-label=${t("table.edit")} ref=${(field) => field && !field.matches(":focus") && field.focus()}
    onInput=${(event) => type(event.target.value)} onKeyDown=${keys} onBlur=${() => end(text)} />`;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Up and down go through a column. */
function walk(event, body) {
  const at = event.target.dataset?.at?.split(",").map(Number);
  const step = STEPS[event.key];
  if (!at || !step) return;
  const next = body.querySelector(`[data-at="${at[0] + step[0]},${at[1] + step[1]}"]`);
  if (!next) return;
  event.preventDefault();
  next.focus();
}
