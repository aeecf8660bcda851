/** Who is signed in: another password, the way out, and keys for programs. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Confirm, Dialog, IconButton } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { leave } from "../sync.js";
import { ago, date, problem } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const SHORTEST = 8;

export function Person({ me }) {
  const [open, show] = useState("");
  const close = () => show("");
  const out = async () => {
    try {
      await api.remove("/api/session");
      leave();
    } catch (error) {
      toast(error);
    }
  };
  return html`<section class="panel"><h2>${t("settings.person")}</h2>
    <div class="setting"><span>${me.name}</span><div class="row">
      <button type="button" class="button" onClick=${() => show("password")}><${Icon} name="key" size=${17} />${t("password.change")}</button>
      <button type="button" class="button" onClick=${() => show("out")}><${Icon} name="out" size=${17} />${t("login.leave")}</button></div></div>
    ${open === "out" && html`<${Confirm} title=${t("login.leave")} text=${t("login.leave.says")} action=${t("login.leave")} onYes=${out} onClose=${close} />`}
    ${open === "password" && html`<${Password} me=${me} onClose=${close} />`}
  </section>`;
}

function Password({ me, onClose }) {
  const [given, fill] = useState({ old: "", fresh: "", again: "" });
  const [wrong, blame] = useState(null);
  const [busy, work] = useState(false);
  const short = given.fresh.length < SHORTEST;
  const differ = given.again !== "" && given.again !== given.fresh;
  const change = async (event) => {
    event.preventDefault();
    work(true);
    blame(null);
    try {
      await api.post("/api/password", { old: given.old, new: given.fresh });
      toast(t("password.changed"));
      onClose();
    } catch (error) {
      blame(error);
      work(false);
    }
  };
  const line = (name, key, kind) => html`<label class="field"><span>${t(key)}</span><input class="input" type="password" autocomplete=${kind} required value=${given[name]}
    onInput=${(event) => fill({ ...given, [name]: event.target.value })} /></label>`;
  return html`<${Dialog} title=${t("password.change")} onClose=${onClose}><form class="stack" onSubmit=${change}>
    <input type="text" autocomplete="username" value=${me.name} hidden readonly />
    ${line("old", "password.old", "current-password")}${line("fresh", "password.new", "new-password")}${line("again", "password.again", "new-password")}
    <p class=${wrong || differ ? "bad" : "note"} role="status">${wrong ? said(wrong) : differ ? t("password.differ") : t("password.says", { n: SHORTEST })}</p>
    <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
      <button class="button primary" disabled=${busy || !given.old || short || given.again !== given.fresh}>${t("password.change")}</button></div>
  </form><//>`;
}

const said = (error) => (error.code === "wrong_password" ? t("password.wrong") : error.status === 429 ? t("login.slow") : problem(error));

/** Keys for programs: shown once, then only known to be there. */
export function Keys() {
  const [keys, change] = useState([]);
  const [fresh, show] = useState(null);
  const [dropping, drop] = useState(null);
  const load = () => api.get("/api/keys").then((reply) => change(reply.keys), toast);
  useEffect(() => void load(), []);
  const make = async () => {
    try {
      show(await api.post("/api/keys"));
      load();
    } catch (error) {
      toast(error);
    }
  };
  const gone = async (id) => {
    try {
      await api.remove(`/api/keys/${id}`);
      load();
    } catch (error) {
      toast(error);
    }
  };
  return html`<section class="panel"><h2>${t("keys.api")}</h2><p class="note">${t("keys.api.says")}</p>
    <ul class="plain">${keys.map((one) => html`<li class="setting" key=${one.id}><span><code>${one.id}</code><small>${t("keys.made", { date: date(one.created) })} · ${one.used ? t("keys.used", { when: ago(one.used) }) : t("keys.unused")}</small></span>
      <${IconButton} icon="trash" size=${18} label=${t("keys.drop", { name: one.id })} onClick=${() => drop(one.id)} /></li>`)}</ul>
    <button type="button" class="button" onClick=${make}><${Icon} name="key" size=${17} />${t("keys.make")}</button>
    ${fresh && html`<${Shown} made=${fresh} onClose=${() => show(null)} />`}
    ${dropping && html`<${Confirm} title=${t("keys.drop.title")} text=${t("keys.drop.says")} action=${t("delete")} onYes=${() => gone(dropping)} onClose=${() => drop(null)} />`}
  </section>`;
}

function Shown({ made, onClose }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(made.key);
      toast(t("copied"));
    } catch {
      toast(t("copy.refused"));
    }
  };
  return html`<${Dialog} title=${t("keys.fresh")} onClose=${onClose}><p class="dialog-text">${t("keys.fresh.says")}</p>
    <div class="row"><input class="input grow mono" readonly value=${made.key} aria-label=${t("keys.fresh")} onFocus=${(event) => event.target.select()} />
      <button type="button" class="button" onClick=${copy}><${Icon} name="copy" size=${16} />${t("copy")}</button></div><//>`;
}
