/** Keys for programs: shown once, then only known to be there. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Confirm, Dialog, IconButton } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { ago, date } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

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
