/** How far the model's long context can be believed: evaluations as heat maps, and the difference of two. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Empty, Head, Spinner } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { difference, Heat, panels } from "../proof/heat.js";
import { Start } from "../proof/start.js";
import { go } from "../router.js";
import { useStore } from "../store.js";
import { ago, number, percent } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

export function Proof({ query }) {
  const [list, change] = useState(null);
  const [starting, start] = useState(false);
  const finished = useStore((state) => [...state.runs.values()].filter((run) => run.kind === "eval" && run.state === "finished").length);
  useEffect(() => void api.get("/api/evaluations").then((reply) => change(reply.evaluations), toast), [finished]);
  const first = query.get("run") ?? list?.[0]?.id ?? null; // the latest, until another is chosen
  const second = query.get("with");
  const pick = (id) => {
    if (id === first) return second && go(`/proof?run=${encodeURIComponent(second)}`);
    if (id === second) return go(`/proof?run=${encodeURIComponent(first)}`);
    return go(`/proof?run=${encodeURIComponent(first)}&with=${encodeURIComponent(id)}`);
  };
  return html`<div class="view proof">
    <${Head} title=${t("nav.proof")} note=${t("proof.says")}><button type="button" class="button primary" onClick=${() => start(true)}><${Icon} name="plus" size=${17} />${t("proof.start")}</button><//>
    ${list === null && html`<${Spinner} />`}
    ${list?.length === 0 && html`<${Empty} icon="proof" title=${t("proof.none")}><p>${t("proof.none.says")}</p><//>`}
    ${list?.length > 0 && html`<ul class="cards">${list.map((one) => html`<li key=${one.id}><${Card} one=${one} ticked=${one.id === first || one.id === second} onPick=${() => pick(one.id)} /></li>`)}</ul>`}
    ${first && html`<${Shown} first=${first} second=${second} />`}
    ${starting && html`<${Start} onClose=${() => start(false)} />`}
  </div>`;
}

function Card({ one, ticked, onPick }) {
  const name = t.known(`task.${one.task}`) ? t(`task.${one.task}`) : one.task;
  return html`<label class="card pick"><input type="checkbox" checked=${ticked} onChange=${onPick} />
    <span class="card-main"><b>${name}</b><span class="note">${one.model} · ${one.strategies.map((way) => (t.known(`strategy.${way}`) ? t(`strategy.${way}`) : way)).join(", ")} · ${t("proof.cells", { n: number(one.cells) })} · ${ago(one.created)}</span></span>
    ${one.score !== null && html`<b class="tabular">${percent(one.score)}</b>`}</label>`;
}

function Shown({ first, second }) {
  const a = useEvaluation(first);
  const b = useEvaluation(second);
  if (a?.gone || b?.gone) return html`<p class="note">${t("proof.gone")}</p>`;
  if (!a) return html`<${Spinner} />`;
  if (!second) return html`<${Maps} one=${a} />`;
  if (!b) return html`<${Spinner} />`;
  const rows = difference(a.rows, b.rows);
  return html`<${Maps} one=${a} /><${Maps} one=${b} />
    <section><h2 class="section">${t("proof.difference")}</h2>
    ${rows.length ? html`<div class="heats">${panels(rows).map((one) => html`<${Heat} key=${one.name} ...${one} signed />`)}</div>` : html`<p class="note">${t("proof.nothing-shared")}</p>`}</section>`;
}

function Maps({ one }) {
  const name = t.known(`task.${one.task}`) ? t(`task.${one.task}`) : one.task;
  return html`<section><h2 class="section">${name} · ${one.model}</h2>
    <div class="heats">${panels(one.rows).map((panel) => html`<${Heat} key=${panel.name} ...${panel} />`)}</div></section>`;
}

function useEvaluation(id) {
  const [found, change] = useState(null);
  useEffect(() => {
    if (id) api.get(`/api/evaluations/${encodeURIComponent(id)}`).then(change, (error) => (error.status === 404 ? change({ id, gone: true }) : toast(error)));
  }, [id]);
  return found?.id === id ? found : null;
}
