/** One table: as it grows, and when it is whole; put right by a person, taken away as a file. */
import { html, useEffect, useMemo, useState } from "../ui.js";
import * as api from "../api.js";
import { Sentences } from "../ask/answer.js";
import { OVER, useRun } from "../ask/live.js";
import { Working } from "../ask/working.js";
import { made, WRITTEN } from "../make/kinds.js";
import { Gone, Head, Spinner } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { put, useStore } from "../store.js";
import { replied } from "../sync.js";
import { details, number, problem } from "../text.js";
import { titled } from "../titles.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { given } from "./again.js";
import { Form } from "./forms.js";
import { Save } from "./save.js";
import { own, Table } from "./table.js";

/** Whether the columns are the server's, not those that somebody named. */
const fixed = ({ kind, spec }) => kind !== "extract" && (kind !== "compare" || spec.versions);
/** "12 rows", "10 cards". */
export function countOf(run, n) {
  const key = `rows.${made(run)}`;
  return t(t.known(key) ? key : "table.rows", { n: number(n) });
}

const path = (id) => `/api/runs/${encodeURIComponent(id)}`;

export function Made({ id }) {
  const run = useStore((state) => state.runs.get(id));
  const [missing, miss] = useState(null);
  useEffect(() => {
    if (!run) api.get(path(id)).then((found) => put("runs", [[id, found]]), miss);
  }, [id]);
  if (missing) return html`<${Gone} what="table" to="/make" name=${t("nav.make")} />`;
  if (!run) return html`<div class="view"><${Spinner} /></div>`;
  return OVER.includes(run.state) ? html`<${Whole} key=${run.attempt} run=${run} />` : html`<${Growing} run=${run} />`;
}

function Growing({ run }) {
  const { live, online } = useRun(run.id);
  const stop = () => api.post(`${path(run.id)}/stop`).then(replied, toast);
  return html`<div class="view made"><${Head} title=${titled(run)} note=${t(`table.${made(run)}`)} />
    <${Working} live=${live} online=${online} onStop=${stop} stopping=${run.state === "stopping"} bare />
    ${live.table && html`<${Table} fixed=${fixed(run)} table=${live.table} label=${titled(run)} />`}</div>`;
}

function Whole({ run }) {
  const [table, change] = useState(null);
  const [again, ask] = useState(false);
  useEffect(() => void api.get(`${path(run.id)}/table`).then(change, (error) => (error.status === 404 ? change({ rows: [] }) : toast(error))), [run.id]);
  const correct = async (row, column, written) => {
    try {
      change(await api.put(`${path(run.id)}/table/cell`, { document_id: row.document_id, item: row.item, column, written }));
      return true;
    } catch (error) {
      toast(error);
      return false;
    }
  };
  const resume = () => api.post(`${path(run.id)}/resume`).then(replied, toast);
  const rows = table?.rows.length > 0;
  const thing = made(run);
  const written = WRITTEN.includes(thing);
  const sheet = rows && html`<${Table} fixed=${fixed(run)} table=${table} label=${titled(run)} onCorrect=${correct} /><p class="note">${t("table.how")}</p>
    ${table.rows.some((row) => row.cells.some((one) => one.corrected)) && html`<p class="note" role="status">${t("table.kept")}</p>`}`;
  return html`<div class="view made">
    <${Head} title=${titled(run)} note=${facts(run, table)}>
      ${run.state !== "finished" && html`<button type="button" class="button" onClick=${resume}><${Icon} name="retry" size=${16} />${t("jobs.resume")}</button>`}
      <button type="button" class="button" onClick=${() => ask(true)}><${Icon} name="pen" size=${16} />${t(run.kind === "rank" ? "rank.edit" : "table.again")}</button>
      ${rows && html`<${Save} path=${path(run.id)} kind=${made(run)} />`}<//>
    ${run.error && html`<p class="bad">${problem(run.error)}</p>${details(run.error) && html`<p class="note">${details(run.error)}</p>`}`}
    ${rows && run.state !== "finished" && html`<p class="note"><${Icon} name="warn" size=${15} /> ${t("table.partial")}</p>`}
    ${written && rows && html`<${Written} thing=${thing} table=${table} />`}
    ${!table && html`<${Spinner} />`}
    ${rows && (written ? html`<details class="behind"><summary>${t("table.behind")}</summary>${sheet}</details>` : sheet)}
    ${table && !rows && html`<p class="note">${t("table.no-rows")}</p>`}
    ${table && html`<${Notes} table=${table} fixed=${fixed(run)} />`}
    ${again && html`<${Form} kind=${thing} given=${given(run, table)} onClose=${() => ask(false)} />`}
  </div>`;
}

function facts(run, table) {
  const failed = table?.rows.filter((row) => row.problem).length;
  return [t(`table.${made(run)}`), table?.rows.length && countOf(run, table.rows.length), table?.flagged && t("table.flagged", { n: number(table.flagged) }), failed && t("table.failed", { n: number(failed) })].filter(Boolean).join(" · ");
}

function Notes({ table, fixed }) {
  const totals = Object.entries(table.totals ?? {});
  return html`${totals.length > 0 && html`<dl class="store totals">${totals.map(([name, sum]) => html`<div key=${name}><dt>${t("table.total", { name: fixed ? own("column", name) : name })}</dt><dd>${sum}</dd></div>`)}</dl>`}
    ${table.notes?.length > 0 && html`<ul class="notes">${table.notes.map((note) => html`<li>${note}</li>`)}</ul>`}`;
}

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

/** What is read as text, made of its table: a summary, a briefing, questions and answers, cards. Marked where that is marked,
 * and as a person put it right. */
function Written({ thing, table }) {
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
