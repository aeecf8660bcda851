/** What a table is asked for: a few words each, over a choice of documents. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { idsOf, wire } from "../ask/scope.js";
import { Scope } from "../ask/sources.js";
import { shownName } from "../names.js";
import { Dialog } from "../parts/basics.js";
import { go } from "../router.js";
import { get, put, useStore } from "../store.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { asRun } from "../make/kinds.js";
import { useMinutes } from "../ask/plan.js";
import { Rubric, usable } from "./rubric.js";

const SPOKEN = ["en", "zh"];
const NAMED = 8; // documents whose order is told

/** The fields of each kind, with what they begin as. */
const BLANK = {
  extract: { columns: "", rows: "document" },
  expenses: {},
  rank: { job: "", rubric: null, blind: true },
  compare: { aspects: "", versions: false },
  summarise: { length: 150, reader: "", language: "" },
  briefing: { length: 150, reader: "", language: "" },
  faq: { number: 10 },
  cards: { number: 20 },
  timeline: {},
  translate: { to: "en" },
};

const long = ({ length }) => Number(length) >= 20 && Number(length) <= 1000;
const some = ({ number: n }) => Number.isInteger(Number(n)) && n >= 1 && n <= 200;

/** Whether enough is filled in. */
const READY = {
  translate: (given, count) => count === 1,
  rank: (given) => (given.rubric ? usable(given.rubric) : given.job.trim() !== ""),
  summarise: long,
  briefing: long,
  faq: some,
  cards: some,
};

/** `given` fills the fields as an earlier run had them, and `scope` is what that one read. */
export function Form({ kind, given: { scope, ...given } = {}, onClose }) {
  const last = useStore((state) => state.scope);
  const [about, choose] = useState(scope ?? last);
  const [fields, fill] = useState({ ...BLANK[kind], ...given });
  const [busy, work] = useState(false);
  const documents = useStore((state) => state.documents);
  const ids = idsOf(about, documents);
  const count = ids.length;
  const ready = count > 0 && (READY[kind]?.(fields, count) ?? true);
  const minutes = useMinutes(about, count);
  const change = (values) => fill({ ...fields, ...values });
  const begin = async (event) => {
    event.preventDefault();
    work(true);
    try {
      const sent = { ...fields, ...(fields.rubric && { job: "" }), ...(fields.versions && { aspects: "" }) };
      const run = await api.post("/api/runs", { ...asRun(kind), ...wire(about), ...sent, ...counted(fields) });
      put("runs", [[run.id, run]]);
      onClose();
      go(`/make/${run.id}`);
    } catch (error) {
      toast(error);
      work(false);
    }
  };
  return html`<${Dialog} title=${t(`table.${kind}`)} onClose=${onClose} wide=${kind === "rank"}><form class="stack" onSubmit=${begin}>
    <p class="dialog-text">${t(`table.${kind}.says`)}</p>
    <div class="row"><${Scope} scope=${about} onChange=${choose} />${kind === "translate" && count !== 1 && html`<span class="note">${t("translate.one")}</span>`}</div>
    <${Fields} kind=${kind} fields=${fields} onChange=${change} />
    ${fields.versions && count > 1 && ["all", "picks"].includes(about.kind) && html`<p class="note">${t("versions.order", { names: inOrder(ids) })}</p>`}
    <div class="row end"><span class="note grow" aria-live="polite">${count > 0 && minutes(kind)}</span><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
      <button class="button primary" disabled=${!ready || busy}>${t("table.begin")}</button></div>
  </form><//>`;
}

/** What a field gives as text, and the server takes as a number. */
const counted = (fields) => Object.fromEntries(["length", "number"].filter((name) => name in fields).map((name) => [name, Number(fields[name])]));

/** Documents by name, as many as there is room for. */
function inOrder(ids) {
  const names = ids.slice(0, NAMED).map((id) => shownName(get().documents.get(id).name));
  return [...names, ...(ids.length > NAMED ? ["…"] : [])].join(" → ");
}

function Fields({ kind, fields, onChange }) {
  if (kind === "extract") return html`<${Text} label=${t("table.columns")} hint=${t("table.columns.hint")} value=${fields.columns} onChange=${(columns) => onChange({ columns })} />
    <${Tick} label=${t("table.each")} value=${fields.rows === "each"} onChange=${(each) => onChange({ rows: each ? "each" : "document" })} />`;
  if (kind === "compare") return html`${!fields.versions && html`<${Text} label=${t("table.aspects")} hint=${t("table.aspects.hint")} value=${fields.aspects} onChange=${(aspects) => onChange({ aspects })} />`}
    <${Tick} label=${t("table.versions")} value=${fields.versions} onChange=${(versions) => onChange({ versions })} />`;
  if (kind === "faq" || kind === "cards") return html`<${Amount} label=${t(`table.${kind}.number`)} name="number" least=${1} most=${200} fields=${fields} onChange=${onChange} />`;
  if (kind === "summarise" || kind === "briefing") return html`<${Amount} label=${t("table.length")} name="length" least=${20} most=${1000} fields=${fields} onChange=${onChange} />
    <${Text} label=${t("table.reader")} hint=${t("table.reader.hint")} value=${fields.reader} onChange=${(reader) => onChange({ reader })} short />
    <${Chosen} label=${t("table.language")} value=${fields.language} options=${["", ...SPOKEN]} onChange=${(language) => onChange({ language })} />`;
  if (kind === "translate") return html`<${Chosen} label=${t("translate.to")} value=${fields.to} options=${SPOKEN} onChange=${(to) => onChange({ to })} />`;
  if (kind === "rank") return html`<${Ranked} fields=${fields} onChange=${onChange} />`;
  return null;
}

/** By a description of the job, or by criteria that a person writes. */
function Ranked({ fields, onChange }) {
  const own = fields.rubric !== null;
  return html`<div class="segments"><label><input type="radio" name="by" checked=${!own} onChange=${() => onChange({ rubric: null })} /><span>${t("rank.by-job")}</span></label>
      <label><input type="radio" name="by" checked=${own} onChange=${() => onChange({ rubric: { title: "", criteria: [{ name: "", weight: 3 }], requirements: [] } })} /><span>${t("rank.by-rubric")}</span></label></div>
    ${own ? html`<${Rubric} rubric=${fields.rubric} onChange=${(rubric) => onChange({ rubric })} />`
      : html`<${Text} label=${t("rank.job")} hint=${t("rank.job.hint")} value=${fields.job} onChange=${(job) => onChange({ job })} tall />`}
    <${Tick} label=${t("rank.blind")} value=${fields.blind} onChange=${(blind) => onChange({ blind })} />`;
}

const Amount = ({ label, name, least, most, fields, onChange }) => html`<label class="field"><span>${label}</span>
  <input class="input" type="number" min=${least} max=${most} value=${fields[name]} onInput=${(event) => onChange({ [name]: event.target.value })} /></label>`;

function Text({ label, hint, value, onChange, tall = false, short = false }) {
  const shared = { value, placeholder: hint, onInput: (event) => onChange(event.target.value) };
  return html`<label class="field"><span>${label}</span>${short ? html`<input class="input" ...${shared} />` : html`<textarea class="input" rows=${tall ? 7 : 2} ...${shared}></textarea>`}</label>`;
}

/** One of the languages; "": that of the documents. */
function Chosen({ label, value, options, onChange }) {
  return html`<label class="field"><span>${label}</span><select class="input" value=${value} onChange=${(event) => onChange(event.target.value)}>
    ${options.map((one) => html`<option value=${one} key=${one}>${t(one ? `language.${one}` : "table.language.own")}</option>`)}</select></label>`;
}

const Tick = ({ label, value, onChange }) =>
  html`<label class="tick"><input type="checkbox" checked=${value} onChange=${(event) => onChange(event.target.checked)} />${label}</label>`;
