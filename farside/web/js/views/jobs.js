/** Everything that runs, waits or is over, with stop and resume. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { amount, stageName } from "../ask/working.js";
import { made } from "../make/kinds.js";
import { Bar, Confirm, Empty, Head, IconButton } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { discard } from "../deletions.js";
import { put, useStore } from "../store.js";
import { LIVE, replied } from "../sync.js";
import { ago, details, duration, number, problem } from "../text.js";
import { titled } from "../titles.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

export function Jobs() {
  const runs = useStore((state) => state.runs);
  const all = [...runs.values()].sort((a, b) => (a.created < b.created ? 1 : -1));
  const live = all.filter((run) => LIVE.includes(run.state));
  live.sort((a, b) => LIVE.indexOf(a.state) - LIVE.indexOf(b.state) || (a.position ?? 0) - (b.position ?? 0));
  const ended = all.filter((run) => !LIVE.includes(run.state));
  const ahead = ended.filter((run) => run.kind === "read" && run.state === "finished"); // nobody asked for most of these
  const over = ahead.length > 1 ? ended.filter((run) => !ahead.includes(run)) : ended;
  const cards = (some) => html`<ul class="cards">${some.map((run) => html`<li key=${run.id}><${Job} run=${run} /></li>`)}</ul>`;
  return html`<div class="view">
    <${Head} title=${t("nav.jobs")} note=${live.length ? t("jobs.live", { n: number(live.length) }) : t("jobs.idle")} />
    ${!all.length && html`<${Empty} icon="jobs" title=${t("jobs.none")}><p>${t("jobs.none.says")}</p><//>`}
    ${live.length > 0 && cards(live)}
    ${ended.length > 0 && html`<h2 class="section">${t("jobs.over")}</h2>${cards(over)}`}
    ${ahead.length > 1 && html`<details><summary>${t("jobs.ahead", { n: number(ahead.length) })}</summary>${cards(ahead)}</details>`}
  </div>`;
}

async function act(run, what) {
  try {
    if (what === "remove") {
      await api.remove(`/api/runs/${run.id}`);
      put("runs", [[run.id, undefined]]);
    } else {
      replied(await api.post(`/api/runs/${run.id}/${what}`));
    }
  } catch (error) {
    toast(error);
  }
}

function Job({ run }) {
  const { progress, state } = run;
  const [asking, ask] = useState(false);
  const live = LIVE.includes(state);
  const share = progress?.total ? progress.done / progress.total : null;
  const title = titled(run);
  const to = made(run) ? `/make/${run.id}` : run.conversation ? `/c/${run.conversation}` : run.kind === "eval" && run.result?.evaluation ? `/proof?run=${encodeURIComponent(run.result.evaluation)}` : null;
  return html`<article class="card job" data-state=${state}>
    <div class="card-main">
      <h3 class="ellipsis">${to ? html`<a href=${to}>${title}</a>` : title}</h3>
      <p class="note">${made(run) ? t(`table.${made(run)}`) : t(`kind.${run.kind}`)} · <span class="run-state ${state}">${t(`run.${state}`)}</span> · ${words(run)}</p>
      ${state === "running" && html`<${Bar} share=${share} label=${title} />`}
      ${run.error && html`<p class="bad">${problem(run.error)}</p>${details(run.error) && html`<p class="note">${details(run.error)}</p>`}`}
    </div>
    <div class="row">
      ${live && html`<button type="button" class="button small" disabled=${state === "stopping"} onClick=${() => act(run, "stop")}><${Icon} name="stop" size=${15} />${t("working.stop")}</button>`}
      ${(state === "stopped" || state === "failed") && html`<button type="button" class="button small" onClick=${() => act(run, "resume")}><${Icon} name="retry" size=${15} />${t("jobs.resume")}</button>`}
      ${!live && html`<${IconButton} icon="close" size=${18} label=${t("jobs.forget", { name: title })} onClick=${() => (made(run) ? ask(true) : act(run, "remove"))} />`}
    </div>
    ${asking && html`<${Confirm} title=${t("jobs.forget.title", { name: title })} text=${t("jobs.forget.says")} action=${t("delete")} onYes=${() => discard("run", [run.id], t("deleted", { name: title }))} onClose=${() => ask(false)} />`}
  </article>`;
}

function words({ kind, state, progress, position, created, ended }) {
  if (state === "queued") return position > 1 ? t("working.position", { n: number(position - 1) }) : t("working.queued");
  if (!LIVE.includes(state)) return ago(ended ?? created);
  if (!progress) return t("stage.start");
  const left = progress.seconds_left ? ` · ${t("working.left", { time: duration(progress.seconds_left) })}` : "";
  return `${[stageName(progress, kind), amount(progress)].filter(Boolean).join(" ")}${left}`;
}
