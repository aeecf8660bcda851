/** A checked answer: each sentence with the numbers that it stands on, what it could not be stood on, what was read. */
import { html, useEffect, useRef, useState } from "../ui.js";
import { modelName, shownName } from "../names.js";
import { Icon } from "../parts/icons.js";
import { IconButton, Prompt } from "../parts/basics.js";
import { Make } from "../make/menu.js";
import { inline, markdown } from "../markdown.js";
import { canNote } from "../notes/news.js";
import { noteAnswer } from "../notes/write.js";
import { isOpen, openCitations } from "../reader/open.js";
import { go } from "../router.js";
import { get, useStore } from "../store.js";
import { Save } from "../tables/save.js";
import { duration, flowing, label, number } from "../text.js";
import { language, t } from "../words/words.js";
import { toast } from "../toasts.js";
import { Wished } from "../library/wish.js";
import { Ledger } from "./ledger.js";
import { Mark } from "./mark.js";

/** The name of what a citation is of: its document, or the notes where it is a note about none. */
const nameOf = (one) => (one.document_id ? shownName(one.document) : t("scope.notes"));

/** Opens a place; one of a note whose document is not there is shown as the note. */
function openPlace(places, at) {
  const { note, document_id: id } = places[at];
  if (note && !get().documents.has(id)) go(`/notes?note=${note}`);
  else openCitations(places, at);
}

const CJK = /[\u3000-\u9fff\uff00-\uffef]$/;

/** `onAsk` takes the question again with a query that the person wrote. */
export function Answer({ answer, run, onAsk }) {
  const places = answer.found ? answer.citations : answer.closest;
  return html`<div class="answer">
    <${Sentences} answer=${answer} onAsk=${onAsk} />
    ${!answer.found && places.length > 0 && html`<p class="note">${t("answer.closest")}</p>`}
    <${Sources} places=${places} numbered=${answer.found} />
    ${answer.wish && html`<${Wished} wish=${answer.wish} />`}
    <${Doubts} answer=${answer} />
    <${Foot} answer=${answer} run=${run} onAsk=${onAsk} />
  </div>`;
}

/** Sentences, each with the numbers of `citations` that it stands on. */
export function Sentences({ answer, onAsk }) {
  if (answer.program && answer.sentences.length) return html`<${Rows} answer=${answer} onAsk=${onAsk} />`;
  if (!answer.sentences.length) return html`<div class="prose lead">${markdown(answer.answer)}</div>`;
  return html`<p class="prose lead">${answer.sentences.map((one) => html`<${Sentence} one=${one} answer=${answer} />`)}</p>`;
}

/** What was computed: a line for each row, and how. */
function Rows({ answer, onAsk }) {
  return html`<ul class="prose lead computed">${answer.sentences.map((one) => html`<li><${Sentence} one=${one} answer=${answer} /></li>`)}</ul>
    <details class="how"><summary>${t("answer.how")}</summary><p>${answer.program}</p>
      ${answer.sql && html`<pre><code>${answer.sql}</code></pre>`}
      ${answer.sql && onAsk && html`<${Query} answer=${answer} onAsk=${onAsk} />`}</details>`;
}

/** Changes what was computed: the question is asked again with the person's own query. */
function Query({ answer, onAsk }) {
  const [editing, edit] = useState(false);
  return html`<button type="button" class="link" onClick=${() => edit(true)}>${t("rewritten.edit")}</button>
    ${editing && html`<${Prompt} title=${t("query.edit.title")} label="SQL" value=${answer.sql} action=${t("rewritten.ask")}
      onDone=${(sql) => onAsk(answer.question, sql)} onClose=${() => edit(false)} />`}`;
}

function Sentence({ one, answer }) {
  const { citations } = answer;
  const gap = CJK.test(one.text) ? "" : " ";
  return html`<span class=${one.supported ? "sentence" : "sentence unsupported"}>${inline(one.text)}${one.citations.map(
    (n) => html`<${Number} key=${n} n=${n} citations=${citations} />`,
  )}${!one.supported && html`<span class="mark-unsupported" title=${t("answer.unsupported.why")}><${Icon} name="warn" size=${13} />${t("answer.unsupported")}</span>`}${answer.question && canNote() && html`<${IconButton} icon="note" size=${14} className="tiny pin" label=${t("note.sentence")} onClick=${() => noteAnswer(answer, one)} />`}</span>${gap}`;
}

/** The number of a citation: opens its place. */
function Number({ n, citations }) {
  const at = citations.findIndex((one) => one.n === n);
  const active = useStore((state) => at >= 0 && isOpen(state.reader, citations, at));
  if (at < 0) return null;
  const { label: page } = citations[at];
  const words = t("answer.open", { n, document: nameOf(citations[at]), page: label(page) });
  return html`<button type="button" class="cite" aria-label=${words} title=${words} aria-current=${active ? "true" : undefined}
    onClick=${() => openPlace(citations, at)}>${n}</button>`;
}

/** The exact words, each with where it stands. */
export function Sources({ places, numbered }) {
  const active = useStore(({ reader }) => (reader && places[reader.at] && isOpen(reader, places, reader.at) ? reader.at : -1));
  const box = useRef();
  useEffect(() => {
    if (active >= 0) box.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  if (!places.length) return null;
  return html`<ol ref=${box} class="sources" aria-label=${t("answer.sources")}>
    ${places.map((one, at) => html`<li key=${at}>
      <button type="button" class="source" aria-current=${active === at ? "true" : undefined} onClick=${() => openPlace(places, at)}>
        <span class="source-n">${numbered ? one.n : "·"}</span>
        <q class="quote">${flowing(one.quote)}</q>
        <span class="where"><span class="ellipsis">${nameOf(one)}</span><span class="nowrap">${label(one.label)}</span>${one.note && html`<span class="tag">${t("note.mine")}</span>`}</span>
      </button></li>`)}
  </ol>`;
}

function Doubts({ answer }) {
  const skipped = answer.skipped.filter((one) => !one.passed_over);
  const lines = [...skipped.map((one) => `${one.name}: ${one.reason}`), ...answer.problems];
  if (!lines.length) return null;
  return html`<details class="doubts"><summary><${Icon} name="warn" size=${16} />${t("answer.doubts", { n: number(lines.length) })}</summary>
    <ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></details>`;
}

/** What was read, which opens the ledger; how long it took; and the answer to take away. */
function Foot({ answer, run, onAsk }) {
  const [open, change] = useState(false);
  const [again, ask] = useState(false);
  const { coverage } = answer;
  const cited = [...new Set((answer.found ? answer.citations : answer.closest).map((one) => one.document_id))];
  const look = coverage.complete ? "coverage complete" : "coverage partial";
  const key = answer.strategy === "retrieve" ? "coverage.windows" : coverage.pages_partly ? "coverage.partly" : "coverage.pages";
  const values = {
    read: number(coverage.pages_read), n: number(coverage.pages), partly: number(coverage.pages_partly ?? 0),
    windows: number(coverage.windows_read), of: number(coverage.windows),
  };
  return html`<footer class="answer-foot">
    <button type="button" class=${look} onClick=${() => change(true)} aria-haspopup="dialog">
      <${Icon} name=${coverage.complete ? "check" : "warn"} size=${16} />${t(key, values)}</button>
    <span class="note">${duration(answer.seconds.total)} · ${modelName(answer.model)}</span>
    ${onAsk && answer.question && html`<${IconButton} icon="retry" size=${17} label=${t("rewritten.again")} onClick=${() => ask(true)} />`}
    <${IconButton} icon="copy" size=${17} label=${t("answer.copy")} onClick=${() => copy(answer)} />
    ${canNote() && html`<${IconButton} icon="note" size=${17} label=${t("note.answer")} onClick=${() => noteAnswer(answer)} />`}
    ${answer.id && html`<a class="icon-button" href=${`/api/answers/${answer.id}/export?language=${language()}`} aria-label=${t("answer.page")} title=${t("answer.page")}><${Icon} name="download" size=${17} /></a>
      <${Mark} answer=${answer} />`}
    ${run && answer.table_rows > 0 && html`<${Save} path=${`/api/runs/${encodeURIComponent(run)}`} kind="ask" />`}
    ${cited.length > 0 && html`<${Make} bare scope=${{ kind: "picks", ids: cited }} />`}
    ${open && html`<${Ledger} answer=${answer} run=${run} onClose=${() => change(false)} />`}
    ${again && html`<${Prompt} title=${t("rewritten.again")} label=${t("ask.label")} value=${answer.question} action=${t("rewritten.ask")} onDone=${(question) => onAsk(question)} onClose=${() => ask(false)} />`}
  </footer>`;
}

async function copy(answer) {
  const places = answer.found ? answer.citations : answer.closest;
  const rows = places.map((one) => `[${one.n}] “${one.quote.trim()}” — ${one.document}, ${label(one.label)}`);
  const marked = answer.sentences.map((one) => one.text + one.citations.map((n) => `[${n}]`).join("")).join(answer.program ? "\n" : " ");
  try {
    await navigator.clipboard.writeText([marked || answer.answer, "", ...rows].join("\n").trim());
    toast(t("copied"));
  } catch {
    toast(t("copy.refused"));
  }
}
