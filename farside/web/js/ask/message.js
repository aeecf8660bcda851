/** What was said: a question, and what came of it. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { Prompt } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { useStore } from "../store.js";
import { details, problem } from "../text.js";
import { t } from "../words/words.js";
import { toast } from "../toasts.js";
import { Table } from "../tables/table.js";
import { markdown } from "../markdown.js";
import { Answer } from "./answer.js";
import { useRun } from "./live.js";
import { Working } from "./working.js";

const LONG = 600; // letters; a question of more is shown in full on demand

export function Question({ message, rewritten, onAsk }) {
  const [whole, show] = useState(false);
  const asked = rewritten ?? message.rewritten;
  const long = message.text.length > LONG;
  return html`<div class="question">
    <h2 class="bubble ${long && !whole ? "cut" : ""}">${message.text}</h2>
    ${long && html`<button type="button" class="link" aria-expanded=${whole} onClick=${() => show(!whole)}>${t(whole ? "question.less" : "question.more")}</button>`}
    ${asked && asked !== message.text && html`<${Rewritten} message=${message} asked=${asked} onAsk=${onAsk} />`}
  </div>`;
}

/** How a question was put so that it stands alone. A person may put it otherwise, or insist on what they wrote. */
function Rewritten({ message, asked, onAsk }) {
  const [editing, edit] = useState(false);
  return html`<p class="rewritten note"><${Icon} name="right" size=${13} /><span>${t("answer.rewritten")} <em>${asked}</em></span></p>
    <p class="rewritten-actions">
      <button type="button" class="link" onClick=${() => edit(true)}>${t("rewritten.edit")}</button>
      <button type="button" class="link" onClick=${() => onAsk(message.text)}>${t("rewritten.own")}</button></p>
    ${editing && html`<${Prompt} title=${t("rewritten.edit.title")} label=${t("ask.label")} value=${asked} action=${t("rewritten.ask")}
      onDone=${onAsk} onClose=${() => edit(false)} />`}`;
}

/** What the assistant said at the end: an answer, or why there is none, and how it goes on. */
export function Said({ message, onAgain, onAsk }) {
  if (message.answer) return html`<${Answer} answer=${message.answer} run=${message.run} onAsk=${onAsk} />`;
  if (message.error) return html`<${Ended} message=${message} onAgain=${onAgain} />`;
  return html`<div class="answer prose lead">${markdown(message.text)}</div>`;
}

function Ended({ message, onAgain }) {
  const stopped = message.error.code === "stopped";
  return html`<div class="ended ${stopped ? "" : "failed"}">
    <${Icon} name=${stopped ? "stop" : "warn"} />
    <div><p>${stopped ? t("answer.stopped") : problem(message.error)}</p>
      ${!stopped && details(message.error) && html`<p class="note">${details(message.error)}</p>`}
      ${!stopped && html`<p class="note">${t("answer.kept")}</p>`}</div>
    ${message.run && html`<button type="button" class="button" onClick=${() => onAgain(message.run)}>
      <${Icon} name="retry" size=${16} />${stopped ? t("answer.continue") : t("answer.again")}</button>`}
  </div>`;
}

/** A question and what came of it: of a run that is not over as it goes, then as the conversation keeps it. An answer
 * stays the same element: what a person opened in it stays open. `onOver` loads what the run said. */
export function Exchange({ message, replies, going, onOver, onAgain, onAsk }) {
  const { live, online } = useRun(going ? message.run : null, onOver);
  const [changing, change] = useState(null); // here, not below what is at work: the run may end while a person writes
  const instead = async (sql) => {
    if (going && !live.over) await api.post(`/api/runs/${message.run}/stop`).catch(toast);
    onAsk(changing.question, sql);
  };
  const shown = going ? live.answers.map((answer) => ({ answer, run: message.run })) : replies;
  return html`<${Question} message=${message} rewritten=${live.rewritten} onAsk=${onAsk} />
    ${shown.map((one) => html`<${Said} key=${one.answer?.id ?? one.id} message=${one} onAgain=${onAgain} onAsk=${onAsk} />`)}
    ${going && !live.over && !shown.length && html`<${AtWork} run=${message.run} live=${live} online=${online} onChange=${change} />`}
    ${changing && html`<${Prompt} title=${t("query.edit.title")} label="SQL" value=${changing.sql} action=${t("rewritten.ask")}
      onDone=${instead} onClose=${() => change(null)} />`}`;
}

function AtWork({ run: id, live, online, onChange }) {
  const run = useStore((known) => known.runs.get(id));
  const [asked, ask] = useState(false);
  const stop = async () => {
    ask(true);
    try {
      await api.post(`/api/runs/${id}/stop`);
    } catch (error) {
      ask(false);
      toast(error);
    }
  };
  return html`<${Working} live=${{ ...live, position: run?.position ?? live.position }} online=${online} onStop=${stop} onChange=${onChange} stopping=${asked || run?.state === "stopping"} />
    ${live.table && html`<${Table} table=${live.table} label=${t("stage.cells")} />`}`;
}
