/** What a newcomer sees: drop files, or take the samples, and ask. Nothing has to be read first. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { Bar } from "../parts/basics.js";
import { Arrival, useArrival } from "../library/arrival.js";
import { Guides } from "./guide.js";
import { Make } from "../make/menu.js";
import { Icon } from "../parts/icons.js";
import { Pickers } from "../library/pickers.js";
import { get, put, useStore } from "../store.js";
import { number } from "../text.js";
import { t } from "../words/words.js";
import { language } from "../words/words.js";
import { toast } from "../toasts.js";

const FEW = 4;

export function Welcome({ scope, onScope, onAsk }) {
  const documents = useStore((state) => state.documents);
  const coming = useStore(onTheWay);
  const samples = useStore((state) => state.samples);
  const sum = useArrival();
  if (!documents.size) return html`<${Empty} coming=${coming} />`;
  const suggested = suggestions(documents, samples);
  const arrived = sum.total > 0 && scope.kind === "all";
  return html`<div class="hero"><h1 tabindex="-1">${t("welcome.ask")}</h1>
    ${arrived ? html`<${Arrival} sum=${sum} onScope=${onScope} onAsk=${suggested.length ? null : onAsk} />`
      : scope.kind !== "notes" && html`<${Guides} scope=${scope} onScope=${onScope} onAsk=${onAsk} asks=${!suggested.length} />`}
    ${scope.kind !== "notes" && html`<div class="row center"><${Make} scope=${scope} /><span class="note">${t("make.says")}</span></div>`}
    <${Suggestions} shown=${suggested} onAsk=${onAsk} /></div>`;
}

const onTheWay = (state) =>
  state.sending.size + [...state.items.values()].filter((one) => one.state === "waiting" || one.state === "parsing").length;

function Empty({ coming }) {
  const samples = useStore((state) => state.samples);
  return html`<div class="hero empty-hero">
    <h1 tabindex="-1">${t("welcome.title")}</h1>
    <p class="lead">${t("welcome.says")}</p>
    ${coming ? html`<div class="drop"><p role="status">${t("welcome.coming", { n: number(coming) })}</p><${Bar} share=${null} label=${t("welcome.coming", { n: coming })} /></div>`
      : html`<div class="drop"><${Icon} name="upload" size=${32} /><p>${t("welcome.drop")}</p><${Pickers} /></div>`}
    ${!coming && samples?.available && html`<p class="or"><span>${t("welcome.or")}</span></p>
      <${Samples} />`}
  </div>`;
}

function Samples() {
  const [busy, change] = useState(false);
  const take = async () => {
    change(true);
    try {
      const { items } = await api.post("/api/samples");
      put("items", items.filter((one) => !get().items.has(one.id)).map((one) => [one.id, one]));
    } catch (error) {
      toast(error);
      change(false);
    }
  };
  return html`<button type="button" class="button large" onClick=${take} disabled=${busy}>
    <${Icon} name="spark" size=${18} />${t("welcome.samples")}</button>`;
}

/** Questions that the samples answer, as long as they are there; those in the person's language first. */
function suggestions(documents, samples) {
  if (!samples?.available) return [];
  const byName = new Map([...documents.values()].map((one) => [one.name.split("/").pop(), one.id]));
  const known = samples.questions
    .map((one) => ({ question: one.question, ids: one.documents.map((name) => byName.get(name.split("/").pop())) }))
    .filter((one) => one.ids.length && one.ids.every(Boolean));
  const mine = (one) => /[\u3400-\u9fff]/.test(one.question) === (language() === "zh");
  return [...known.filter(mine), ...known.filter((one) => !mine(one))].slice(0, FEW);
}

function Suggestions({ shown, onAsk }) {
  if (!shown.length) return null;
  return html`<div class="suggestions"><h2>${t("welcome.try")}</h2><ul>${shown.map((one) => html`<li key=${one.question}>
    <button type="button" class="suggestion" onClick=${() => onAsk(one.question, one.ids)}>
      <span>${one.question}</span><${Icon} name="right" size=${16} /></button></li>`)}</ul></div>`;
}
