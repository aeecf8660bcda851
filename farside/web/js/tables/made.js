/** One table: as it grows, and when it is whole; put right by a person, taken away as a file. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { OVER, useRun } from "../ask/live.js";
import { scopeOf } from "../ask/scope.js";
import { Working } from "../ask/working.js";
import { markdown } from "../markdown.js";
import { Gone, Head, Menu, Spinner } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { get, put, useStore } from "../store.js";
import { replied } from "../sync.js";
import { details, number, problem } from "../text.js";
import { titled } from "../titles.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { Form } from "./forms.js";
import { Table } from "./table.js";

const FORMATS = ["xlsx", "csv", "json", "md", "docx", "html"];
/** Whether the columns are the server's, not those that somebody named. */
const fixed = ({ kind, spec }) => kind !== "extract" && (kind !== "compare" || spec.versions);
const path = (id) => `/api/runs/${encodeURIComponent(id)}`;

export function Made({ id }) {
  const run = useStore((state) => state.runs.get(id));
  const [missing, miss] = useState(null);
  useEffect(() => {
    if (!run) api.get(path(id)).then((found) => put("runs", [[id, found]]), miss);
  }, [id]);
  if (missing) return html`<${Gone} what="table" to="/tables" name=${t("nav.tables")} />`;
  if (!run) return html`<div class="view"><${Spinner} /></div>`;
  return OVER.includes(run.state) ? html`<${Whole} key=${run.attempt} run=${run} />` : html`<${Growing} run=${run} />`;
}

function Growing({ run }) {
  const { live, online } = useRun(run.id);
  const stop = () => api.post(`${path(run.id)}/stop`).then(replied, toast);
  return html`<div class="view made"><${Head} title=${titled(run)} note=${t(`table.${run.kind}`)} />
    <${Working} live=${live} online=${online} onStop=${stop} stopping=${run.state === "stopping"} bare />
    ${live.table && html`<${Table} fixed=${fixed(run)} table=${live.table} label=${titled(run)} />`}</div>`;
}

function Whole({ run }) {
  const [table, change] = useState(null);
  const [again, ask] = useState(false);
  const [text, say] = useState("");
  useEffect(() => void api.get(`${path(run.id)}/table`).then(change, (error) => (error.status === 404 ? change({ rows: [] }) : toast(error))), [run.id]);
  useEffect(() => void (run.kind === "summarise" && api.get(path(run.id)).then((found) => say(found.result?.text ?? ""), toast)), [run.id]);
  const correct = async (row, column, written) => {
    try {
      change(await api.put(`${path(run.id)}/table/cell`, { document_id: row.document_id, item: row.item, column, written }));
    } catch (error) {
      toast(error);
    }
  };
  const resume = () => api.post(`${path(run.id)}/resume`).then(replied, toast);
  const rows = table?.rows.length > 0;
  return html`<div class="view made">
    <${Head} title=${titled(run)} note=${facts(run, table)}>
      ${run.state !== "finished" && html`<button type="button" class="button" onClick=${resume}><${Icon} name="retry" size=${16} />${t("jobs.resume")}</button>`}
      <button type="button" class="button" onClick=${() => ask(true)}><${Icon} name="pen" size=${16} />${t(run.kind === "rank" ? "rank.edit" : "table.again")}</button>
      ${rows && html`<${Menu} label=${t("table.save")} icon="download" actions=${FORMATS.map((format) => ({ label: t(`format.${format}`), icon: "file", href: `${path(run.id)}/table/export?format=${format}` }))} />`}<//>
    ${run.error && html`<p class="bad">${problem(run.error)}</p>${details(run.error) && html`<p class="note">${details(run.error)}</p>`}`}
    ${text && html`<div class="prose lead summary">${markdown(text)}</div>`}
    ${!table && html`<${Spinner} />`}
    ${rows && html`<${Table} fixed=${fixed(run)} table=${table} label=${titled(run)} onCorrect=${correct} /><p class="note">${t("table.how")}</p>`}
    ${table && !rows && html`<p class="note">${t("table.no-rows")}</p>`}
    ${rows && html`<${Notes} table=${table} />`}
    ${again && html`<${Form} kind=${run.kind} given=${given(run)} onClose=${() => ask(false)} />`}
  </div>`;
}

const facts = (run, table) =>
  [t(`table.${run.kind}`), table?.flagged ? t("table.flagged", { n: number(table.flagged) }) : ""].filter(Boolean).join(" · ");

function Notes({ table }) {
  const totals = Object.entries(table.totals ?? {});
  return html`${totals.length > 0 && html`<dl class="store totals">${totals.map(([name, sum]) => html`<div key=${name}><dt>${t("table.total", { name })}</dt><dd>${sum}</dd></div>`)}</dl>`}
    ${table.notes?.length > 0 && html`<ul class="notes">${table.notes.map((note) => html`<li>${note}</li>`)}</ul>`}`;
}

const FIELDS = { extract: ["columns", "rows"], rank: ["job", "rubric", "blind"], compare: ["aspects", "versions"], summarise: ["length", "reader"] };

/** The fields of an earlier run, and what it read; the rubric that was used, where it is told. */
function given(run) {
  const known = Object.fromEntries((FIELDS[run.kind] ?? []).filter((name) => run.spec[name]).map((name) => [name, run.spec[name]]));
  if (Array.isArray(known.columns)) known.columns = known.columns.map(({ name, kind }) => (kind === "text" ? name : `${name} (${kind})`)).join(", ");
  if (Array.isArray(known.aspects)) known.aspects = known.aspects.join(", ");
  if (run.result?.rubric) known.rubric = run.result.rubric;
  return run.spec.more_documents ? known : { ...known, scope: scopeOf(run.spec, get().documents) };
}
