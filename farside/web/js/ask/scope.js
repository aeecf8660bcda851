/** What a question is put to: everything, a collection, or ticked documents. */
import { html, useMemo, useState } from "../ui.js";
import { Icon } from "../parts/icons.js";
import { Dialog } from "../parts/basics.js";
import { get, set, useStore } from "../store.js";
import { number, parted } from "../text.js";
import { t } from "../words/words.js";

const KEY = "farside.scope";

/** The choice of last time. */
export function rememberScope() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (kept?.kind) set({ scope: kept });
  } catch {
    // nothing kept, or nothing that we wrote
  }
}

export function chooseScope(scope) {
  set({ scope });
  try {
    sessionStorage.setItem(KEY, JSON.stringify(scope));
  } catch {
    // storage may be forbidden: then the choice lasts as long as the page
  }
}

/** A choice as the server takes it. What was deleted meanwhile is left out. */
export function wire(scope, documents = get().documents, collections = get().collections) {
  if (scope.kind === "collection" && collections.has(scope.name)) return { documents: [], collection: scope.name };
  if (scope.kind === "picks") return { documents: scope.ids.filter((id) => documents.has(id)), collection: null };
  return { documents: [...documents.keys()], collection: null };
}

/** The choice that a conversation was left with. */
export function scopeOf(conversation, documents) {
  if (conversation.collection) return { kind: "collection", name: conversation.collection };
  const ids = conversation.documents.filter((id) => documents.has(id));
  return ids.length === documents.size ? { kind: "all" } : { kind: "picks", ids };
}

export function scopeName(scope, documents, collections) {
  if (scope.kind === "collection" && collections.has(scope.name)) return scope.name;
  if (scope.kind !== "picks") return t("scope.all", { n: documents.size });
  const ids = scope.ids.filter((id) => documents.has(id));
  if (ids.length === 1) return parted(documents.get(ids[0]).name).name;
  return t("scope.picks", { n: number(ids.length) });
}

/** The button that shows the choice, and changes it. */
export function Scope({ scope, onChange }) {
  const documents = useStore((state) => state.documents);
  const collections = useStore((state) => state.collections);
  const [open, change] = useState(false);
  const name = scopeName(scope, documents, collections);
  return html`<button type="button" class="chip scope" aria-haspopup="dialog" onClick=${() => change(true)}
      title=${t("scope.change")}>
      <${Icon} name=${scope.kind === "collection" ? "folder" : "library"} size=${16} />
      <span class="visually-hidden">${t("scope.of")} </span><span class="ellipsis">${name}</span><${Icon} name="down" size=${13} />
    </button>
    ${open && html`<${Picker} scope=${scope} onChange=${onChange} onClose=${() => change(false)} />`}`;
}

function Picker({ scope, onChange, onClose }) {
  const documents = useStore((state) => state.documents);
  const collections = useStore((state) => state.collections);
  const [search, type] = useState("");
  const [ticked, tick] = useState(() => new Set(scope.kind === "picks" ? scope.ids : []));
  const shown = useMemo(() => matching(documents, search), [documents, search]);
  const choose = (chosen) => {
    onChange(chosen);
    onClose();
  };
  const toggle = (id) => {
    const next = new Set(ticked);
    next.delete(id) || next.add(id);
    tick(next);
  };
  return html`<${Dialog} title=${t("scope.title")} onClose=${onClose}>
    <div class="choices">
      <button type="button" class="choice" aria-pressed=${scope.kind === "all"} onClick=${() => choose({ kind: "all" })}>
        <${Icon} name="library" size=${18} /><span>${t("scope.everything")}</span><small>${number(documents.size)}</small></button>
      ${[...collections.values()].map((one) => html`<button type="button" class="choice" key=${one.name}
        aria-pressed=${scope.kind === "collection" && scope.name === one.name}
        onClick=${() => choose({ kind: "collection", name: one.name })}>
        <${Icon} name="folder" size=${18} /><span>${one.name}</span><small>${number(one.documents)}</small></button>`)}
    </div>
    <label class="search"><${Icon} name="search" size=${17} /><span class="visually-hidden">${t("search.name")}</span>
      <input class="input" type="search" placeholder=${t("search.name")} value=${search} onInput=${(event) => type(event.target.value)} /></label>
    <ul class="ticks">${shown.slice(0, 200).map((one) => html`<li key=${one.id}><label>
      <input type="checkbox" checked=${ticked.has(one.id)} onChange=${() => toggle(one.id)} />
      <span class="ellipsis">${one.name}</span></label></li>`)}</ul>
    ${shown.length > 200 && html`<p class="note">${t("scope.more", { n: number(shown.length - 200) })}</p>`}
    <div class="row end"><button type="button" class="button primary" disabled=${!ticked.size}
      onClick=${() => choose({ kind: "picks", ids: [...ticked] })}>${t("scope.use", { n: number(ticked.size) })}</button></div>
  <//>`;
}

function matching(documents, search) {
  const wanted = search.trim().toLowerCase();
  return [...documents.values()].filter((one) => one.name.toLowerCase().includes(wanted));
}
