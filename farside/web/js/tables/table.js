/** A table with a source for every cell, as the server gives it: {columns: [{name}], rows: [{document, document_id, item,
 * problem, cells: [{shown, value, quote, sources, flags, corrected}]}]}. A click on a cell opens its source; what a
 * person writes instead is handed to `onCorrect(row, column, written)`, null to take that back, which tells whether it
 * was taken. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../ui.js";
import { shownName } from "../names.js";
import { IconButton } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { canNote } from "../notes/news.js";
import { noteCell } from "../notes/write.js";
import { isOpen, openCitations, openDocument } from "../reader/open.js";
import { useStore } from "../store.js";
import { t } from "../words/words.js";
import { next, order, waits } from "./order.js";

/** Heads and values that are the server's own words, not the person's or the model's. */
export const own = (what, text) => (t.known(`${what}.${text}`) ? t(`${what}.${text}`) : text);

/** `fixed`: the columns are always the same, and so are their names. */
export function Table({ table, label, fixed = false, onCorrect }) {
  const [editing, edit] = useState(null);
  const [by, sort] = useState(null);
  const [marked, only] = useState(false);
  const shown = useMemo(() => order(table.rows, by, marked), [table, by, marked]);
  const body = useRef();
  const clicked = useTwice(onCorrect && ((at) => edit({ at })));
  const back = useRef(null);
  const ranked = fixed && table.columns[0]?.name === "rank"; // the rank stays beside the document
  const aside = ranked ? table.columns.map((_, x) => x).filter((x) => ASIDE.includes(table.columns[x].name)) : [];
  const items = table.rows.some((row) => row.item);
  useLayoutEffect(() => {
    if (editing || !back.current) return;
    body.current.querySelector(`[data-at="${back.current}"]`)?.focus();
    back.current = null;
  }, [editing]);
  const done = async (y, x, written, meant) => {
    back.current = `${y},${x}`;
    edit(null);
    const known = table.rows[y].cells[x];
    const right = meant && known.flags.length > 0; // a person looked, and says that it is as it is shown
    if (written === undefined || !(right || written !== (known.shown ?? ""))) return;
    const taken = await onCorrect(table.rows[y], table.columns[x].name, written);
    if (!taken && meant) edit({ at: `${y},${x}`, text: written }); // nobody has to write it again
  };
  const draw = (cell, y, x) => (editing?.at === `${y},${x}`
    ? html`<${Edit} value=${editing.text ?? cell.shown} onDone=${(written, meant) => done(y, x, written, meant)} />`
    : html`<${Cell} cell=${cell} name=${fixed ? own("column", table.columns[x].name) : table.columns[x].name} fixed=${fixed} at=${`${y},${x}`} onEdit=${onCorrect && (() => edit({ at: `${y},${x}` }))}
        onRight=${onCorrect && (() => onCorrect(table.rows[y], table.columns[x].name, cell.shown))}
        onBack=${() => onCorrect(table.rows[y], table.columns[x].name, null)} />`);
  const head = (one, x) => html`<th scope="col" title=${one.about} aria-sort=${by?.column === x ? (by.down ? "descending" : "ascending") : undefined}>
    <button type="button" class="sort" onClick=${() => sort(next(by, x))}>${fixed ? own("column", one.name) : one.name}${by?.column === x && html`<${Icon} name=${by.down ? "down" : "up"} size=${13} />`}</button></th>`;
  const [box, more, measure] = useEdge(table);
  return html`${onCorrect && (marked || table.rows.some(waits)) && html`<label class="tick"><input type="checkbox" checked=${marked} onChange=${(event) => only(event.target.checked)} />${t("table.marked")}</label>`}
    <div class="scroll-x tall ${more ? "more" : ""}" tabindex="0" role="region" aria-label=${label} ref=${box} onScroll=${measure}>
    <table class="table sourced ${ranked ? "ranked" : ""}" onKeyDown=${walk} onClick=${clicked}>
      <thead><tr><th scope="col">${t("table.document")}</th>${items && html`<th scope="col">${t("table.item")}</th>`}${table.columns.map((one, x) => !aside.includes(x) && head(one, x))}</tr></thead>
      <tbody ref=${body}>${shown.map((y) => html`<${Line} key=${`${table.rows[y].document_id}/${table.rows[y].item}/${y}`} row=${table.rows[y]} items=${items} aside=${aside.map((x) => [x, own("column", table.columns[x].name)])} draw=${(cell, x) => draw(cell, y, x)} />`)}</tbody>
    </table></div>`;
}

const EDGE = 4; // pixels that are no more of a table

/** The box of a wide table, and whether more of it is to the right. When the reader closes, the box is where it was
 * before that took room. */
function useEdge(table) {
  const box = useRef();
  const [more, tell] = useState(false);
  const before = useRef(0);
  const reading = useStore((state) => Boolean(state.reader));
  const measure = () => box.current && tell(box.current.scrollWidth - box.current.clientWidth - box.current.scrollLeft > EDGE);
  useLayoutEffect(() => {
    if (reading) before.current = box.current.scrollLeft;
    else box.current.scrollLeft = before.current;
  }, [reading]);
  useLayoutEffect(() => {
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [table]);
  return [box, more, measure];
}

const ASIDE = ["for", "against"]; // sentences: they stand below the row, where a person wants them

function Line({ row, items, aside, draw }) {
  const [open, show] = useState(false);
  const below = aside.map(([x]) => x);
  const some = !row.problem && below.some((x) => row.cells[x].shown);
  return html`<tr><th scope="row">${some && html`<${IconButton} icon=${open ? "down" : "right"} size=${14} className="tiny" expanded=${open} label=${t("rank.why")} onClick=${() => show(!open)} />`}
      <button type="button" class="cell-button" onClick=${() => openDocument(row.document_id, row.document)}>${shownName(row.document)}</button></th>
    ${items && html`<td class="n">${row.item || ""}</td>`}
    ${row.problem ? html`<td class="bad" colspan=${row.cells.length - below.length}><span>${row.problem}</span></td>`
      : row.cells.map((cell, x) => !below.includes(x) && html`<td class=${look(cell)}>${draw(cell, x)}</td>`)}</tr>
    ${open && html`<tr><td colspan=${row.cells.length + 2 - below.length}><dl class="aside">${aside.map(([x, name]) => html`<div key=${x}><dt>${name}</dt><dd class=${look(row.cells[x])}>${draw(row.cells[x], x)}</dd></div>`)}</dl></td></tr>`}`;
}

const TWICE = 700; // milliseconds: more than the time of any double click

/** Hears the clicks on cells, and tells `onTwice` of a double click: the reader, which the first click opens, may lie
 * under the second, so that no cell hears of both. */
function useTwice(onTwice) {
  const last = useRef(null);
  useEffect(() => {
    const twice = () => last.current && Date.now() - last.current.time < TWICE && onTwice?.(last.current.at);
    addEventListener("dblclick", twice);
    return () => removeEventListener("dblclick", twice);
  });
  return (event) => {
    const at = event.target.closest("[data-at]")?.dataset.at;
    last.current = at ? { at, time: Date.now() } : null;
  };
}

const BRIEF = 14; // letters; a cell of less is one line
const LONG = 60; // a cell of more takes some lines, and shows all of them when it is chosen

function look(cell) {
  const letters = (cell.shown ?? "").length;
  return [cell.corrected ? "corrected" : cell.flags.length && "flag", letters > LONG ? "long" : letters <= BRIEF && "brief"].filter(Boolean).join(" ");
}

/** A small button of a cell: Tab goes from cell to cell. */
const small = (icon, label, onClick) => html`<${IconButton} icon=${icon} size=${14} className="tiny" tab="-1" label=${label} onClick=${onClick} />`;

function Cell({ cell, name, fixed, at, onEdit, onRight, onBack }) {
  const keys = (event) => {
    if (onEdit && (event.key === "F2" || (event.key === "Enter" && event.shiftKey))) {
      event.preventDefault();
      onEdit();
    }
  };
  const why = cell.corrected ? t("table.corrected") : cell.flags.join("; ");
  const known = cell.sources.length > 0;
  const active = useStore(({ reader }) => known && Boolean(reader) && isOpen(reader, cell.sources, reader.at));
  const box = useRef();
  useEffect(() => void (active && box.current.scrollIntoView({ block: "nearest", inline: "nearest" })), [active]); // the reader takes room
  return html`<div class="cell-box" ref=${box}><button type="button" class="cell-button" data-at=${at} title=${why || cell.quote || ""} aria-disabled=${!known} aria-current=${active ? "true" : undefined}
      onClick=${known ? () => openCitations(cell.sources, 0) : undefined} onKeyDown=${keys}>
      ${cell.shown ? html`<span class=${cell.shown.length > LONG ? "cell-words" : undefined}>${fixed ? own("value", cell.shown) : cell.shown}</span>` : html`<span class="note">${t("table.empty")}</span>`}
      ${why && html`<${Icon} name=${cell.corrected ? "pen" : "warn"} size=${13} /><span class="cell-why"> (${why})</span>`}</button>
    ${cell.corrected && onEdit && small("retry", t("table.back"), onBack)}
    ${known && canNote() && small("note", t("note.cell"), () => noteCell(name, cell))}
    ${onRight && cell.shown && !cell.corrected && small("check", t("table.right"), onRight)}
    ${onEdit && small("pen", t("table.edit"), onEdit)}</div>`;
}

function Edit({ value, onDone }) {
  const [text, type] = useState(value ?? "");
  const field = useRef();
  const over = useRef(false);
  useLayoutEffect(() => field.current.select(), []);
  const end = (written, meant = false) => {
    if (over.current) return; // a field that goes away loses the focus, too
    over.current = true;
    onDone(written, meant);
  };
  const keys = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") end(text, true);
    else if (event.key === "Escape") end(undefined);
  };
  return html`<input class="input" ref=${field} value=${text} aria-label=${t("table.edit")} onInput=${(event) => type(event.target.value)}
    onKeyDown=${keys} onBlur=${() => end(text)} />`;
}

const STEPS = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };

/** Up and down go through a column, over rows that have no cells. */
function walk(event) {
  const column = event.target.dataset?.at?.split(",")[1];
  const step = STEPS[event.key];
  if (!column || !step) return;
  let row = event.target.closest("tr")[step];
  while (row && !row.querySelector(`[data-at$=",${column}"]`)) row = row[step];
  if (!row) return;
  event.preventDefault();
  row.querySelector(`[data-at$=",${column}"]`).focus();
}
