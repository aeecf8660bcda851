/** How carefully a question is asked, and by which model: in words of people, each with its time. What lies below is
 * behind "Show details". */
import { html, useState } from "../ui.js";
import { Dialog } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { change } from "../settings.js";
import { useStore } from "../store.js";
import { duration, number, parted, short } from "../text.js";
import { t } from "../words/words.js";
import { wayOf } from "./plan.js";

export const HOWS = ["quick", "thorough", "twice"];
export const STRATEGIES = ["auto", "full", "scan", "retrieve"];

export function How({ plan }) {
  const settings = useStore((state) => state.settings);
  const [open, show] = useState(false);
  if (!settings) return null;
  return html`<button type="button" class="chip quiet how-chip" aria-haspopup="dialog" onClick=${() => show(true)} title=${t("how.title")}>
      <${Icon} name="settings" size=${16} /><span>${t(`how.${settings.how}`)}</span></button>
    ${open && html`<${Chooser} settings=${settings} plan=${plan} onClose=${() => show(false)} />`}`;
}

function Chooser({ settings, plan, onClose }) {
  const choose = (how) => {
    change({ how });
    onClose();
  };
  return html`<${Dialog} title=${t("how.title")} onClose=${onClose}>
    <div class="choices tall">${HOWS.map((one) => html`<button type="button" class="choice" key=${one} aria-pressed=${settings.how === one} onClick=${() => choose(one)}>
      <span><b>${t(`how.${one}`)}</b><br /><small>${t(`how.${one}.says`)}</small></span><small class="nowrap">${times(plan, settings, one)}</small></button>`)}</div>
    <${Model} settings=${settings} />
    <details><summary>${t("details")}</summary><${Details} settings=${settings} plan=${plan} /></details>
  <//>`;
}

/** The time of a question that is asked so; nothing where nobody knows. */
export function times(plan, settings, how = settings.how) {
  const bounds = plan?.known ? wayOf(plan, settings.strategy).how?.[how] : null;
  if (!bounds) return "";
  const [usual, most] = bounds.map(duration);
  return usual === most ? t("how.time", { time: usual }) : t("how.between", { time: usual, most });
}

export function Model({ settings }) {
  const models = useStore((state) => state.models);
  const ready = models.filter((one) => one.state === "ready" || one.name === settings.model);
  const known = ready.some((one) => one.name === settings.model);
  return html`<label class="field"><span>${t("settings.model")}</span>
    <select class="input" value=${settings.model} onChange=${(event) => change({ model: event.target.value })}>
      ${!known && html`<option value=${settings.model}>${parted(settings.model).name}</option>`}
      ${ready.map((one) => html`<option value=${one.name} key=${one.name}>${one.title}</option>`)}</select></label>`;
}

function Details({ settings, plan }) {
  const way = plan?.known && wayOf(plan, settings.strategy);
  return html`<div class="stack"><label class="field"><span>${t("strategy.title")}</span>
      <select class="input" value=${settings.strategy} onChange=${(event) => change({ strategy: event.target.value })}>
        ${STRATEGIES.map((one) => html`<option value=${one} key=${one}>${t(`strategy.${one}`)}</option>`)}</select>
      <small>${t(`strategy.${settings.strategy}.says`)}</small></label>
    ${way && html`<p class="note">${t("plan.tokens", { n: short(way.tokens) })} · ${way === plan.full ? t("plan.full") : t("plan.windows", { n: number(way.windows) })}</p>`}</div>`;
}
