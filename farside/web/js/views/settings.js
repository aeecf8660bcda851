/** How Farside answers and looks, what it stores, who may use it by programs. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { HOWS, STRATEGIES } from "../ask/how.js";
import { OVER } from "../ask/live.js";
import { Head, typing } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { Keys, Person } from "../settings/person.js";
import { Storage } from "../settings/storage.js";
import { change } from "../settings.js";
import { put, useStore } from "../store.js";
import { bytes, parted } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const LANGUAGES = [["auto", "settings.auto"], ["en", "language.en"], ["zh", "language.zh"]];
const THEMES = ["auto", "light", "dark"];

export function SettingsView() {
  const settings = useStore((state) => state.settings);
  const me = useStore((state) => state.me);
  const head = html`<${Head} title=${t("nav.settings")} />`;
  if (!settings || !me) return html`<div class="view settings">${head}</div>`; // all of it comes at once: nothing jumps
  return html`<div class="view settings">${head}
    <${Looks} settings=${settings} /><${Answering} settings=${settings} />
    ${!me.shared && html`<${Storage} />`}
    ${!me.local && !me.shared && html`<${Keys} /><${Person} me=${me} />`}
    <p class="note">Farside ${me.version} · ${t("settings.about")} ${typing() && t("settings.keys")}</p>
  </div>`;
}

function Looks({ settings }) {
  return html`<section class="panel"><h2>${t("settings.looks")}</h2>
    <${Choice} name="language" label=${t("settings.language")} value=${settings.language} onChange=${(language) => change({ language })}
      options=${LANGUAGES.map(([value, key]) => [value, t(key)])} />
    <${Choice} name="theme" label=${t("settings.theme")} value=${settings.theme} onChange=${(theme) => change({ theme })}
      options=${THEMES.map((one) => [one, t(`theme.${one}`)])} />
  </section>`;
}

/** One of a few, side by side. */
function Choice({ name, label, value, options, onChange }) {
  return html`<fieldset class="setting"><legend>${label}</legend><div class="segments">${options.map(([one, words]) => html`<label key=${one}>
    <input type="radio" name=${name} value=${one} checked=${one === value} onChange=${() => onChange(one)} /><span>${words}</span></label>`)}</div></fieldset>`;
}

function Answering({ settings }) {
  const { defaults } = settings;
  return html`<section class="panel"><h2>${t("settings.answering")}</h2>
    <${Model} settings=${settings} /><a class="link" href="/proof">${t("proof.says")}</a>
    <${Choice} name="how" label=${t("how.title")} value=${settings.how} onChange=${(how) => change({ how })}
      options=${HOWS.map((one) => [one, t(`how.${one}`)])} />
    <details><summary>${t("details")}</summary>
    <label class="setting"><span>${t("strategy.title")}<small>${t(`strategy.${settings.strategy}.says`)}</small></span>
      <select class="input" value=${settings.strategy} onChange=${(event) => change({ strategy: event.target.value })}>
        ${STRATEGIES.map((one) => html`<option value=${one}>${t(`strategy.${one}`)}</option>`)}</select></label>
    <${Amount} label=${t("settings.window")} says=${t("settings.window.says")} value=${settings.window} empty=${defaults.window ?? t("settings.auto")}
      min=${64} max=${10000000} onChange=${(window) => change({ window })} />
    <${Amount} label=${t("settings.rounds")} says=${t("settings.rounds.says")} value=${settings.rounds} empty=${defaults.rounds ?? t("settings.auto")}
      min=${1} max=${settings.limits.rounds} onChange=${(rounds) => change({ rounds })} />
    </details>
    <label class="setting"><span>${t("settings.ahead")}<small>${t("settings.ahead.says")}</small></span>
      <input type="checkbox" class="switch" role="switch" checked=${settings.read_ahead} onChange=${(event) => change({ read_ahead: event.target.checked })} /></label>
  </section>`;
}

function Model({ settings }) {
  const models = useStore((state) => state.models);
  const ready = models.filter((one) => one.state === "ready" || one.name === settings.model);
  const known = ready.some((one) => one.name === settings.model);
  const absent = models.filter((one) => one.state !== "ready");
  return html`<label class="setting"><span>${t("settings.model")}<small>${t("settings.model.says")}</small></span>
    <select class="input" value=${settings.model} onChange=${(event) => change({ model: event.target.value })}>
      ${!known && html`<option value=${settings.model}>${parted(settings.model).name}</option>`}
      ${ready.map((one) => html`<option value=${one.name}>${one.title}</option>`)}
    </select></label>
    ${absent.length > 0 && html`<details class="absent"><summary>${t("model.more", { n: absent.length })}</summary><ul>${absent.map((one) => html`<${Absent} key=${one.name} one=${one} />`)}</ul></details>`}`;
}

/** A model that can be fetched. */
function Absent({ one }) {
  const going = useStore((state) => [...state.runs.values()].some((run) => run.kind === "pull" && run.spec.model === one.name && !OVER.includes(run.state)));
  const pull = async () => {
    try {
      const run = await api.post("/api/runs", { kind: "pull", model: one.name });
      put("runs", [[run.id, run]]);
      toast(t("model.fetching", { name: one.title }));
    } catch (error) {
      toast(error);
    }
  };
  return html`<li class="setting"><span>${one.title}<small>${bytes(one.bytes)} · ${one.licence}</small></span>
    <button type="button" class="button small" disabled=${going} onClick=${pull}><${Icon} name="download" size=${15} />${t("model.fetch")}</button></li>`;
}

/** A number, or nothing for the default. */
function Amount({ label, says, value, empty, min, max, onChange }) {
  const [text, type] = useState(value ?? "");
  useEffect(() => type(value ?? ""), [value]);
  const done = () => {
    const wanted = text === "" ? null : Math.min(max, Math.max(min, Math.round(Number(text))));
    if (wanted === null || Number.isFinite(wanted)) {
      type(wanted ?? "");
      if (wanted !== value) onChange(wanted);
    }
  };
  return html`<label class="setting"><span>${label}<small>${says}</small></span>
    <input class="input amount" type="number" min=${min} max=${max} value=${text} placeholder=${empty}
      onInput=${(event) => type(event.target.value)} onChange=${done} /></label>`;
}
