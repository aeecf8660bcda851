/** A question at work: the map that fills, evidence as it drops in, the answer as it is written. */
import { html } from "../ui.js";
import { markdown } from "../markdown.js";
import { shownName } from "../names.js";
import { Bar, Spinner } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { openQuote } from "../reader/open.js";
import { duration, flowing, label, number, percent } from "../text.js";
import { t } from "../words/words.js";
import { Legend, LibraryMap } from "./map.js";

const SHOWN = 5;
const SOON = 2; // seconds; less is not worth telling

/** `bare`: without the map as long as nothing is read window by window. `onChange` is handed what was understood, for a
 * person to put otherwise. */
export function Working({ live, online, onStop, onChange, stopping, bare = false }) {
  const map = live.plan && !(bare && !live.read.size);
  return html`<section class="working" aria-busy="true" aria-label=${t("working.label")}>
    <div class="stage">
      <${Spinner} /><div class="stage-words" role="status">${online ? stage(live) : t("offline.wait")}</div>
      ${left(live)}
      <button type="button" class="button small" onClick=${onStop} disabled=${stopping}>
        <${Icon} name="stop" size=${15} />${stopping ? t("working.stopping") : t("working.stop")}</button>
    </div>
    ${live.understood && html`<${Understood} understood=${live.understood} onChange=${onChange} />`}
    ${live.hint && html`<p class="note">${live.hint}</p>`}
    ${map && html`<${LibraryMap} live=${live} />
      <div class="map-foot"><span class="note tabular">${counts(live)}</span><${Legend} /></div>`}
    ${live.progress && html`<${Bar} share=${live.progress.total ? live.progress.done / live.progress.total : null} label=${stage(live)} />`}
    <${Dropping} found=${live.found} />
    ${live.text && html`<div class="prose lead writing" aria-live="polite">${markdown(live.text)}</div>`}
  </section>`;
}

/** As what a question was understood: in words, by the columns that are read for it, and as the query over them. */
function Understood({ understood, onChange }) {
  const { words, columns, sql } = understood;
  return html`<div class="understood"><p class="note">${words}</p>
    ${columns.length > 0 && html`<ul class="note">${columns.map((one) => html`<li key=${one.name}><b>${one.name}</b> (${t(`type.${one.kind}`)}) · ${one.documents ? t("understood.read", { n: number(one.documents) }) : t("understood.known")}</li>`)}</ul>`}
    ${sql && html`<pre><code>${sql}</code></pre>`}
    ${sql && onChange && html`<button type="button" class="link" onClick=${() => onChange(understood)}>${t("rewritten.edit")}</button>`}</div>`;
}

function stage({ begun, position, progress, round, plan, text }) {
  if (!begun) return position > 1 ? t("working.position", { n: number(position - 1) }) : t("working.queued");
  if (text) return t("stage.answer");
  if (!progress) return plan ? t("stage.read") : t("stage.start");
  const words = stageName(progress);
  if (round > 1 && progress.stage === "read") return `${words} · ${t("working.round", { n: round })}`;
  return PEOPLE.includes(progress.unit) && progress.total > 1 ? `${words} · ${amount(progress)}` : words;
}

/** What a stage is called; one that nobody has named yet is simply work. */
export function stageName({ stage, unit }, kind = "ask") {
  if (stage === "read" && unit === "documents") return t("stage.documents");
  if (stage === "read" && kind === "read") return t("stage.ahead");
  return t(t.known(`stage.${stage}`) ? `stage.${stage}` : "stage.work");
}

const PEOPLE = ["documents", "files", "pages", "windows", "questions", "places", "cells", "changes"]; // what people count

/** How far something is: so many of so many, or a share of what nobody counts. */
export function amount({ done, total, unit }) {
  if (!total) return "";
  return PEOPLE.includes(unit) ? `${number(Math.floor(done))} / ${number(Math.round(total))}` : percent(done / total);
}

function left({ progress }) {
  if (!progress || !(progress.seconds_left >= SOON)) return null;
  return html`<span class="note nowrap">${t("working.left", { time: duration(progress.seconds_left) })}</span>`;
}

const counts = ({ read, gates, plan }) =>
  t("working.counts", { read: number(read.size), asked: number(gates.size), n: number(plan.total) });

/** The newest evidence first. */
function Dropping({ found }) {
  if (!found.length) return null;
  const shown = [...found].sort((one, other) => other.score - one.score).slice(0, SHOWN);
  return html`<div class="dropping"><h3>${t("working.found", { n: number(found.length) })}</h3>
    <ul>${shown.map((one) => html`<li key=${one.text}>
      <button type="button" class="source" disabled=${!one.document_id} onClick=${() => openQuote(one)}>
        <q class="quote">${flowing(one.text)}</q>
        <span class="where"><span class="ellipsis">${shownName(one.document)}</span><span class="nowrap">${label(one.label)}</span></span>
      </button></li>`)}</ul></div>`;
}

