/** Collections: named sets of documents, as a row of links; made, renamed and dropped here. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { chooseScope } from "../ask/scope.js";
import { Confirm, Dialog, Menu, Prompt } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { discard } from "../deletions.js";
import { shelfName } from "../names.js";
import { go } from "../router.js";
import { put, useStore } from "../store.js";
import { Share } from "./share.js";
import { number } from "../text.js";
import { toast } from "../toasts.js";
import { WishDialog } from "./wish.js";
import { t } from "../words/words.js";

const path = (name) => `/api/collections/${encodeURIComponent(name)}`;
export const place = (name) => `/library?collection=${encodeURIComponent(name)}`;

export function Collections({ current }) {
  const collections = useStore((state) => state.collections);
  const [dialog, show] = useState(null);
  const close = () => show(null);
  const me = useStore((state) => state.me);
  if (me?.shared) return null; // it is one collection
  const about = () => {
    chooseScope({ kind: "collection", name: current });
    go("/");
  };
  return html`<nav class="shelves" aria-label=${t("library.collections")}>
    <div class="shelf-links"><a class="shelf" href="/library" aria-current=${current ? undefined : "page"}>${t("library.all")}</a>
    ${[...collections.values()].map((one) => html`<a class="shelf" key=${one.name} href=${place(one.name)}
      aria-current=${one.name === current ? "page" : undefined}><span class="ellipsis">${shelfName(one.name)}</span><small>${number(one.documents)}</small></a>`)}
    <button type="button" class="shelf new" onClick=${() => show("new")}><${Icon} name="plus" size=${15} />${t("collection.new")}</button></div>
    ${current && collections.has(current) && html`<${Menu} label=${t("library.actions", { name: current })} actions=${[
      { label: t("collection.ask"), icon: "ask", run: about },
      !me?.local && { label: t("share.do"), icon: "people", run: () => show("share") },
      { label: t("wish.title"), icon: "lines", run: () => show("wish") },
      { label: t("rename"), icon: "pen", run: () => show("rename") },
      { label: t("collection.drop"), icon: "trash", danger: true, run: () => show("drop") },
    ]} />`}
    ${dialog === "share" && html`<${Share} name=${current} onClose=${close} />`}
    ${dialog === "new" && html`<${Prompt} title=${t("collection.new")} label=${t("collection.name")} action=${t("create")} onDone=${create} onClose=${close} />`}
    ${dialog === "wish" && html`<${WishDialog} name=${current} onClose=${close} />`}
    ${dialog === "rename" && html`<${Prompt} title=${t("rename")} label=${t("collection.name")} value=${current} action=${t("rename")} onDone=${(name) => rename(current, name)} onClose=${close} />`}
    ${dialog === "drop" && html`<${Confirm} title=${t("collection.drop.title", { name: current })} text=${t("collection.drop.says")} action=${t("collection.drop")} onYes=${() => drop(current)} onClose=${close} />`}
  </nav>`;
}

/** What other users offer: taken into a collection of one's own, or not. */
export function Offers() {
  const offers = useStore((state) => state.offers);
  const answer = async (id, order) => {
    try {
      await order();
      put("offers", [[id, undefined]]);
    } catch (error) {
      toast(error);
    }
  };
  return [...offers.values()].map(({ id, user, collection, documents }) => html`<div class="row" role="group" key=${id} aria-label=${collection}>
    <span class="grow">${t("offer.says", { user, name: collection, n: number(documents) })}</span>
    <button type="button" class="button primary" onClick=${() => answer(id, () => api.post(`/api/offers/${id}/take`, {}))}>${t("offer.take")}</button>
    <button type="button" class="button" onClick=${() => answer(id, () => api.remove(`/api/offers/${id}`))}>${t("offer.decline")}</button></div>`);
}

async function create(name, documents = []) {
  try {
    const made = await api.post("/api/collections", { name, documents });
    put("collections", [[made.name, made]]);
    go(place(made.name));
  } catch (error) {
    toast(error);
  }
}

async function rename(name, to) {
  try {
    const made = await api.patch(path(name), { name: to });
    put("collections", [[name, undefined], [made.name, made]]);
    go(place(made.name), true);
  } catch (error) {
    toast(error);
  }
}

async function drop(name) {
  if (await discard("collection", [name], t("deleted", { name }))) go("/library", true);
}

/** Puts documents into a collection that is there, or into a new one. */
export function Collect({ ids, onClose }) {
  const collections = useStore((state) => state.collections);
  const [name, type] = useState("");
  const into = async (where) => {
    onClose();
    try {
      await api.post(`${path(where)}/documents`, { add: ids });
      toast(t("collection.added", { n: number(ids.length), name: where }));
    } catch (error) {
      toast(error);
    }
  };
  const fresh = (event) => {
    event.preventDefault();
    if (!name.trim()) return;
    onClose();
    create(name.trim(), ids);
  };
  return html`<${Dialog} title=${t("library.collect")} onClose=${onClose}>
    <div class="choices">${[...collections.values()].map((one) => html`<button type="button" class="choice" key=${one.name} onClick=${() => into(one.name)}>
      <${Icon} name="folder" size=${18} /><span>${shelfName(one.name)}</span><small>${number(one.documents)}</small></button>`)}</div>
    <form class="row" onSubmit=${fresh}><label class="field grow"><span class="visually-hidden">${t("collection.name")}</span>
      <input class="input" value=${name} placeholder=${t("collection.new")} onInput=${(event) => type(event.target.value)} /></label>
      <button class="button primary" disabled=${!name.trim()}>${t("create")}</button></form>
  <//>`;
}
