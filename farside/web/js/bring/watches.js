/** Folders of the server that are watched: begun, stopped, with what is wrong in them and what is gone. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { place } from "../library/collections.js";
import { Confirm, Dialog, Menu } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { put, set, useStore } from "../store.js";
import { ago, number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { Failure, useSending } from "./sending.js";

const AGAIN = 20_000; // of looks that found nothing new nothing is told: their time is asked for
const path = (one, more = "") => `/api/watches/${one.id}${more}`;
const load = async () => {
  const { watches } = await api.get("/api/watches");
  set({ watches: new Map(watches.map((one) => [one.id, one])) });
};

async function order(call) {
  try {
    return await call();
  } catch (error) {
    toast(error);
    return undefined;
  }
}

const told = (made) => made && put("watches", [[made.id, made]]);

export function Watches() {
  const watches = useStore((state) => state.watches);
  const may = useStore((state) => state.settings?.limits?.watch);
  useEffect(() => {
    if (!may) return undefined;
    const look = () => document.hidden || load().catch(() => {});
    look();
    const timer = setInterval(look, AGAIN);
    return () => clearInterval(timer);
  }, [may]);
  if (!watches.size) return null;
  return html`<section class="stack watches" aria-label=${t("watch.all")}>${[...watches.values()].map((one) => html`<${Watched} key=${one.id} one=${one} />`)}</section>`;
}

function Watched({ one }) {
  const [dialog, show] = useState(null);
  const close = () => show(null);
  const change = (values) => order(() => api.patch(path(one), values)).then(told);
  const gone = (remove) => order(() => api.post(path(one, "/gone"), { remove })).then(told);
  const forget = () => order(() => api.remove(path(one)).then(() => put("watches", [[one.id, undefined]])));
  const seen = one.looked ? t("watch.looked", { time: ago(one.looked) }) : t("watch.begun");
  const facts = [t("watch.files", { n: number(one.files) }), one.waiting > 0 && t("watch.waiting", { n: number(one.waiting) }), one.active ? seen : t("watch.stopped")];
  return html`<div class="watch">
    <div class="row"><${Icon} name="folder" size=${18} />
      <div class="file-main grow"><span class="ellipsis" title=${one.folder}>${t("watch.into", { folder: one.folder })} <a href=${place(one.collection)}>${one.collection}</a></span>
        <span class="file-facts">${facts.filter(Boolean).join(" · ")}</span></div>
      ${one.failed > 0 && html`<button type="button" class="button small" onClick=${() => show("problems")}><${Icon} name="warn" size=${15} />${t("watch.failed", { n: number(one.failed) })}</button>`}
      <${Menu} label=${t("library.actions", { name: one.folder })} actions=${[
        one.active && { label: t("watch.look"), icon: "retry", run: () => order(() => api.post(path(one, "/look"))).then(told) },
        one.active ? { label: t("watch.stop"), icon: "minus", run: () => change({ active: false }) } : { label: t("watch.start"), icon: "right", run: () => change({ active: true }) },
        { label: t(one.removes ? "watch.keeps" : "watch.removes"), icon: one.removes ? "file" : "trash", run: () => (one.removes ? change({ removes: false }) : show("removes")) },
        { label: t("watch.forget"), icon: "close", danger: true, run: () => show("forget") },
      ]} /></div>
    ${one.problem && html`<p class="note" role="status">${t("watch.problem")} ${one.problem}</p>`}
    ${one.gone > 0 && html`<div class="row"><span class="grow">${t("watch.gone", { n: number(one.gone) })}</span>
      <button type="button" class="button small danger" onClick=${() => gone(true)}>${t("watch.gone.remove", { n: one.gone })}</button>
      <button type="button" class="button small" onClick=${() => gone(false)}>${t("watch.gone.keep", { n: one.gone })}</button></div>`}
    ${dialog === "problems" && html`<${Problems} one=${one} onClose=${close} />`}
    ${dialog === "removes" && html`<${Confirm} title=${t("watch.removes")} text=${t("watch.removes.says")} action=${t("watch.removes.yes")} onYes=${() => change({ removes: true })} onClose=${close} />`}
    ${dialog === "forget" && html`<${Confirm} title=${t("watch.forget")} text=${t("watch.forget.says")} action=${t("watch.forget")} onYes=${forget} onClose=${close} />`}
  </div>`;
}

function Problems({ one, onClose }) {
  const [found, fill] = useState(null);
  useEffect(() => {
    order(() => api.get(path(one))).then((facts) => fill(facts?.problems ?? []));
  }, [one.failed]);
  return html`<${Dialog} title=${t("watch.problems")} onClose=${onClose}>
    <ul class="stack">${found?.map(({ path: name, why }) => html`<li key=${name}><b>${name}</b><br /><small>${why}</small></li>`)}</ul>
  <//>`;
}

export function AddWatch({ collection, onClose }) {
  const [roots, fill] = useState([]);
  const [folder, type] = useState("");
  const [name, rename] = useState(collection ?? "");
  const [state, begin] = useSending();
  useEffect(() => {
    order(() => api.get("/api/watches")).then((found) => (fill(found?.roots ?? []), type((typed) => typed || (found?.roots[0] ?? ""))));
  }, []);
  const done = async (event) => {
    event.preventDefault();
    const made = await begin(() => api.post("/api/watches", { folder: folder.trim(), collection: name.trim() || null }));
    if (!made) return;
    told(made);
    onClose();
  };
  return html`<${Dialog} title=${t("bring.watch")} onClose=${onClose}>
    <form class="stack" onSubmit=${done}>
      <label class="field"><span>${t("watch.folder")}</span>
        <input class="input" value=${folder} list="roots" autocomplete="off" onInput=${(event) => type(event.target.value)} />
        <small>${roots.length > 0 ? t("watch.roots", { roots: roots.join(", ") }) : "\u00a0"}</small></label>
      <datalist id="roots">${roots.map((one) => html`<option key=${one} value=${one} />`)}</datalist>
      <label class="field"><span>${t("watch.collection")}</span>
        <input class="input" value=${name} maxlength="200" placeholder=${t("watch.collection.hint")} onInput=${(event) => rename(event.target.value)} /></label>
      <p class="note">${t("watch.says")}</p>
      <${Failure} error=${state.error} />
      <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <button class="button primary" disabled=${!folder.trim() || state.busy}>${t("watch.begin")}</button></div>
    </form>
  <//>`;
}
