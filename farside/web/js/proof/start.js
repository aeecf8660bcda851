/** Starts a short evaluation: a needle in a haystack. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { Dialog } from "../parts/basics.js";
import { go } from "../router.js";
import { put } from "../store.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const STRATEGIES = ["full", "scan", "retrieve"];
const SHORTEST = 500;
const LONGEST = 100_000;
const DEPTHS = [0, 50, 100];

export function Start({ onClose }) {
  const [lengths, measure] = useState("2000, 4000");
  const [strategies, tick] = useState(["scan"]);
  const [language, speak] = useState("en");
  const wanted = lengths.split(/[\s,，、;]+/).map(Number).filter((one) => Number.isInteger(one) && one >= SHORTEST && one <= LONGEST);
  const begin = async (event) => {
    event.preventDefault();
    onClose();
    try {
      const run = await api.post("/api/runs", {
        kind: "eval", task: "niah", lengths: wanted, depths: DEPTHS, strategies, repeats: 1, language, model: null,
      });
      put("runs", [[run.id, run]]);
      go("/jobs");
    } catch (error) {
      toast(error);
    }
  };
  const toggle = (one) => tick(strategies.includes(one) ? strategies.filter((known) => known !== one) : [...strategies, one]);
  return html`<${Dialog} title=${t("proof.start")} onClose=${onClose}><form class="stack" onSubmit=${begin}>
    <label class="field"><span>${t("proof.lengths")}</span><input class="input" value=${lengths} inputmode="numeric" onInput=${(event) => measure(event.target.value)} /></label>
    <fieldset class="field"><legend>${t("strategy.title")}</legend><div class="row">${STRATEGIES.map((one) => html`<label class="tick" key=${one}><input type="checkbox" checked=${strategies.includes(one)} onChange=${() => toggle(one)} />${t(`strategy.${one}`)}</label>`)}</div></fieldset>
    <label class="field"><span>${t("settings.language")}</span><select class="input" value=${language} onChange=${(event) => speak(event.target.value)}><option value="en">${t("language.en")}</option><option value="zh">${t("language.zh")}</option></select></label>
    <p class="note">${t("proof.start.says")}</p>
    <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
      <button class="button primary" disabled=${!wanted.length || !strategies.length}>${t("proof.begin")}</button></div>
  </form><//>`;
}
