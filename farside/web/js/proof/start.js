/** Starts a short evaluation: one of the tests that the server has. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Dialog, Spinner } from "../parts/basics.js";
import { go } from "../router.js";
import { put, useStore } from "../store.js";
import { duration } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const STRATEGIES = ["scan", "full", "retrieve", "first", "plain"];
const LENGTHS = { low: 500, high: 100_000, most: 8 };
const DEPTHS = { low: 0, high: 100, most: 11 };
const CLASSIC = { depths: "0, 25, 50, 75, 100", strategies: ["scan", "full", "retrieve", "first"] };

/** What a task begins with. */
const blank = (task) => ({
  lengths: task.lengths.slice(0, 2).join(", "), depths: "0, 50, 100", strategies: ["scan"], ...(task.name === "classic" ? CLASSIC : {}),
});

/** The whole numbers of a line; null where it has something else, or too much. */
function numbers(text, { low, high, most }) {
  const found = text.split(/[\s,，、;；]+/).filter(Boolean).map(Number);
  const good = found.length > 0 && found.length <= most && found.every((one) => Number.isInteger(one) && one >= low && one <= high);
  return good ? found : null;
}

export function Start({ onClose }) {
  const [tasks, know] = useState(null);
  useEffect(() => void api.get("/api/evaluations/tasks").then((reply) => know(reply.tasks), (error) => (onClose(), toast(error))), []);
  return html`<${Dialog} title=${t("proof.start")} onClose=${onClose}>${tasks ? html`<${Fields} tasks=${tasks} onClose=${onClose} />` : html`<${Spinner} />`}<//>`;
}

function Fields({ tasks, onClose }) {
  const [task, choose] = useState(tasks[0]);
  const [given, fill] = useState(blank(tasks[0]));
  const [language, speak] = useState("en");
  const change = (values) => fill({ ...given, ...values });
  const named = (name) => {
    const chosen = tasks.find((one) => one.name === name);
    choose(chosen);
    fill(blank(chosen));
    if (!chosen.languages.includes(language)) speak(chosen.languages[0]);
  };
  const lengths = numbers(given.lengths, LENGTHS);
  const depths = task.depths ? numbers(given.depths, DEPTHS) : [0];
  const begin = async (event) => {
    event.preventDefault();
    onClose();
    try {
      const run = await api.post("/api/runs", { kind: "eval", task: task.name, lengths, depths, strategies: given.strategies, repeats: 1, language, model: null });
      put("runs", [[run.id, run]]);
      go("/jobs");
    } catch (error) {
      toast(error);
    }
  };
  return html`<form class="stack" onSubmit=${begin}>
    <label class="field"><span>${t("proof.task")}</span><select class="input" value=${task.name} onChange=${(event) => named(event.target.value)}>
      ${tasks.map((one) => html`<option value=${one.name} key=${one.name}>${word(`task.${one.name}`, one.name)}</option>`)}</select>
      <small>${word(`task.${task.name}.says`, task.says)}</small></label>
    <${Line} label=${t("proof.lengths")} wrong=${!lengths && t("proof.lengths.wrong")} value=${given.lengths} onChange=${(text) => change({ lengths: text })} />
    ${task.depths && html`<${Line} label=${t("proof.depths")} wrong=${!depths && t("proof.depths.wrong")} value=${given.depths} onChange=${(text) => change({ depths: text })} />`}
    <${Ways} chosen=${given.strategies} onChange=${(strategies) => change({ strategies })} />
    <label class="field"><span>${t("settings.language")}</span><select class="input" value=${language} onChange=${(event) => speak(event.target.value)}>
      ${task.languages.map((one) => html`<option value=${one} key=${one}>${word(`language.${one}`, one)}</option>`)}</select></label>
    <p class="note">${t("proof.start.says")}</p>
    ${lengths && depths && html`<${Estimate} task=${task.name} tokens=${sized({ lengths, depths, strategies: given.strategies })} />`}
    <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
      <button class="button primary" disabled=${!lengths || !depths || !given.strategies.length}>${t("proof.begin")}</button></div>
  </form>`;
}

const word = (key, other) => (t.known(key) ? t(key) : other);

function Line({ label, value, wrong, onChange }) {
  return html`<label class="field"><span>${label}</span><input class="input" value=${value} inputmode="numeric" aria-invalid=${wrong ? "true" : undefined}
    onInput=${(event) => onChange(event.target.value)} />${wrong && html`<small class="bad">${wrong}</small>`}</label>`;
}

function Ways({ chosen, onChange }) {
  const toggle = (one) => onChange(STRATEGIES.filter((way) => (way === one ? !chosen.includes(one) : chosen.includes(way))));
  return html`<fieldset class="field"><legend>${t("strategy.title")}</legend><div class="row ways">${STRATEGIES.map((one) => html`<label class="tick" key=${one}>
    <input type="checkbox" checked=${chosen.includes(one)} onChange=${() => toggle(one)} />${t(`strategy.${one}`)}</label>`)}</div></fieldset>`;
}

/** How long it will take, at the pace of those before, in the middle of what was seen. `tokens` are those of all its cells. */
function Estimate({ task, tokens }) {
  const runs = useStore((state) => state.runs);
  const whole = [...runs.values()].filter((run) => run.kind === "eval" && run.spec.task === task && run.state === "finished" && run.attempt === 1);
  const paces = whole.map((run) => (new Date(run.ended) - new Date(run.started)) / 1000 / sized(run.spec)).sort((a, b) => a - b);
  const pace = paces[Math.floor(paces.length / 2)];
  return html`<p class="note" aria-live="polite">${pace ? t("estimate.whole", { time: duration(pace * tokens) }) : t("estimate.first")}</p>`;
}

/** The tokens that an evaluation reads. */
const sized = ({ lengths, depths, strategies, repeats = 1 }) =>
  lengths.reduce((sum, one) => sum + one, 0) * depths.length * strategies.length * repeats;
