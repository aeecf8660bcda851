/** A page of the web, which the server gets: said before it is asked who that is, and who knows of it then. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { Bar, Dialog } from "../parts/basics.js";
import { put, useStore } from "../store.js";
import { bytes } from "../text.js";
import { t } from "../words/words.js";
import { Failure, useSending } from "./sending.js";

/** Whom an address names, as it is asked; null for what is no address of the web. */
export function hostOf(text) {
  try {
    const { protocol, host } = new URL(text);
    return /^https?:$/.test(protocol) && !/\s/.test(text) && host ? host : null;
  } catch {
    return null;
  }
}

export function AddPage({ given, collection, onClose }) {
  const [url, type] = useState(given);
  const [state, begin] = useSending();
  const going = useStore((store) => store.fetching);
  const address = url.trim();
  const host = hostOf(address);
  const fetch = async (from) => {
    const item = await begin(() => api.post("/api/fetch", { url: from, collection }));
    if (!item) return;
    put("items", [[item.id, item]]);
    onClose();
  };
  const done = (event) => {
    event.preventDefault();
    if (host) fetch(address);
  };
  const elsewhere = state.error?.code === "sent_elsewhere" ? state.error.param : null;
  const come = state.busy && going?.url === address ? going : null;
  return html`<${Dialog} title=${t("bring.page")} onClose=${onClose}>
    <form class="stack" onSubmit=${done}>
      <label class="field"><span>${t("bring.url")}</span>
        <input class="input" type="url" value=${url} placeholder="https://" autocomplete="off" onInput=${(event) => type(event.target.value)} /></label>
      <p class="note">${t(host ? "bring.page.says" : "bring.page.whom", { host })}</p>
      ${state.busy && html`<div class="stack" role="status"><span>${t("bring.fetching", { host })}${come ? ` · ${bytes(come.done)}` : ""}</span>
        <${Bar} share=${come?.total ? come.done / come.total : null} label=${address} /></div>`}
      <${Failure} error=${state.error} />
      ${elsewhere && html`<button type="button" class="button" onClick=${() => (type(elsewhere), fetch(elsewhere))}>${t("bring.elsewhere", { host: hostOf(elsewhere) })}</button>`}
      <div class="row end"><button type="button" class="button" onClick=${onClose}>${t(state.busy ? "close" : "cancel")}</button>
        <button class="button primary" disabled=${!host || state.busy}>${t("bring.fetch")}</button></div>
    </form>
  <//>`;
}
