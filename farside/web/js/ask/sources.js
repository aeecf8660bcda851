/** What can be asked, beside the talk: ticks, how far each document is read, and what is still coming. On a phone, and
 * in a form, the same list is a sheet. */
import { html, useMemo, useState } from "../ui.js";
import { List } from "../library/list.js";
import { matcher, Order, orderOf, sorted } from "../library/order.js";
import { Pickers } from "../library/pickers.js";
import { stateOf } from "../library/rows.js";
import { shelfName, shownName } from "../names.js";
import { Bar, Dialog, IconButton, Search, useNarrow } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { openDocument } from "../reader/open.js";
import { set, useStore } from "../store.js";
import { number } from "../text.js";
import { t } from "../words/words.js";
import { ALL, idsOf, namesOf, ofCollections, ofDocuments, scopeName, toggled } from "./scope.js";

const KEY = "farside.sources";
const ROW = 54;
const NARROW = 1000; // below, there is no room for a column
const TIGHT = 1800; // below, none beside the reader

/** Whether there is room for the column, and whether it is wanted. */
export function useColumn() {
  const reading = useStore((state) => Boolean(state.reader));
  const shut = useStore((state) => state.sourcesShut ?? kept());
  const narrow = useNarrow(NARROW);
  const tight = useNarrow(TIGHT);
  const room = !narrow && !(tight && reading);
  return { room, open: room && !shut };
}

function kept() {
  try {
    return localStorage.getItem(KEY) === "shut";
  } catch {
    return false; // storage may be forbidden
  }
}

function show(open) {
  set({ sourcesShut: !open });
  try {
    localStorage.setItem(KEY, open ? "open" : "shut");
  } catch {
    // as above
  }
}

/** The button that shows the choice. It opens the list: as the column where `beside` is true and there is room. */
export function Scope({ scope, onChange, beside = false }) {
  const documents = useStore((state) => state.documents);
  const collections = useStore((state) => state.collections);
  const column = useColumn();
  const [open, change] = useState(false);
  const name = scopeName(scope, documents, collections);
  const here = beside && column.room;
  return html`<button type="button" class="chip scope" aria-haspopup=${here ? undefined : "dialog"} aria-expanded=${here ? column.open : undefined}
      title=${t("scope.change")} onClick=${() => (here ? show(!column.open) : change(true))}>
      <${Icon} name=${scope.kind === "notes" ? "note" : namesOf(scope, collections).length ? "folder" : "library"} size=${16} />
      <span class="visually-hidden">${t("scope.of")} </span><span class="ellipsis">${name}</span><${Icon} name="down" size=${13} />
    </button>
    ${open && !here && html`<${Picker} scope=${scope} notes=${beside} onChange=${onChange} onClose=${() => change(false)} />`}`;
}

/** The list in a dialog: nothing is chosen before the person says so. */
function Picker({ scope, notes, onChange, onClose }) {
  const [chosen, choose] = useState(scope);
  const count = idsOf(chosen).length;
  const done = () => {
    onChange(chosen);
    onClose();
  };
  return html`<${Dialog} title=${t("scope.title")} onClose=${onClose}>
    <div class="docs docs-sheet"><${Choices} scope=${chosen} notes=${notes} onChange=${choose} /></div>
    <div class="row end"><button type="button" class="button primary" disabled=${!count && chosen.kind !== "notes"} onClick=${done}>${chosen.kind === "notes" ? t("note.ask") : t("scope.use", { n: number(count) })}</button></div>
  <//>`;
}

/** The column beside the talk. A tick counts at once. */
export function Sources({ scope, onChange }) {
  const { open } = useColumn();
  const documents = useStore((state) => state.documents);
  if (!open || !documents.size) return null;
  return html`<aside class="docs" aria-label=${t("sources.label")}>
    <header class="docs-head"><h2>${t("sources.label")}</h2>
      <${Pickers} bare /><${IconButton} icon="close" size=${17} label=${t("sources.hide")} onClick=${() => show(false)} /></header>
    <${Choices} scope=${scope} notes onChange=${onChange} />
  </aside>`;
}

function Choices({ scope, notes, onChange }) {
  const documents = useStore((state) => state.documents);
  const collections = useStore((state) => state.collections);
  const order = useStore(orderOf);
  const [search, type] = useState("");
  const [asked, only] = useState(false);
  const ticked = useMemo(() => new Set(idsOf(scope, documents, collections)), [scope, documents, collections]);
  const found = useMemo(() => sorted(documents, order).filter(matcher(search)), [documents, order, search]);
  const shown = asked ? found.filter((one) => ticked.has(one.id)) : found;
  const rows = shown.map((one) => ({ key: one.id, kind: "document", one }));
  return html`<${Wholes} scope=${scope} notes=${notes} onChange=${onChange} documents=${documents} collections=${collections} />
    <${Search} label=${t("search.name")} words=${search} onWords=${(words) => (type(words), only(false))} />
    <div class="docs-tools"><${Order} />
      <button type="button" class="chip" aria-pressed=${asked} onClick=${() => only(!asked)}>${t("sources.asked", { n: number(ticked.size) })}</button></div>
    ${search.trim() && found.length > 0 && html`<${Matching} found=${found} scope=${scope} ticked=${ticked} onChange=${onChange} />`}
    <${Arriving} search=${search} />
    <div class="docs-list scroller"><${List} rows=${rows} height=${ROW} label=${t("sources.label")}
      draw=${({ one }) => html`<${Source} one=${one} ticked=${ticked.has(one.id)} onTick=${() => onChange(toggled(scope, one.id, documents, collections))} />`} />
      ${!rows.length && html`<p class="note">${search ? t("search.nothing", { text: search }) : t("sources.none")}</p>`}</div>`;
}

/** Everything, or collections, several of them together; or, of a question, the person's `notes`. */
function Wholes({ scope, notes, onChange, documents, collections }) {
  const noted = useStore((state) => state.noteCount);
  const names = namesOf(scope, collections);
  const toggle = (name) => onChange(ofCollections(names.includes(name) ? names.filter((one) => one !== name) : [...names, name]));
  const mine = scope.kind === "notes";
  const all = scope.kind !== "picks" && !mine && !names.length;
  return html`<div class="docs-wholes" role="group" aria-label=${t("scope.title")}>
    <button type="button" class="chip" aria-pressed=${all} title=${t("scope.everything.says")} onClick=${() => onChange(ALL)}>
      <${Icon} name="library" size=${15} /><span class="ellipsis">${t("scope.everything")}</span><small>${number(documents.size)}</small></button>
    ${[...collections.values()].map((one) => html`<button type="button" class="chip" key=${one.name} aria-pressed=${names.includes(one.name)} onClick=${() => toggle(one.name)}>
      <${Icon} name="folder" size=${15} /><span class="ellipsis">${shelfName(one.name)}</span><small>${number(one.documents)}</small></button>`)}
    ${notes && (noted > 0 || mine) && html`<button type="button" class="chip" aria-pressed=${mine} onClick=${() => onChange(mine ? ALL : { kind: "notes" })}>
      <${Icon} name="note" size=${15} /><span class="ellipsis">${t("scope.notes")}</span><small>${number(noted)}</small></button>`}
  </div>`;
}

/** Ticks all that a search found: beside what is ticked, or alone where everything was. */
function Matching({ found, scope, ticked, onChange }) {
  const before = scope.kind === "picks" ? [...ticked] : [];
  const all = found.every((one) => before.includes(one.id));
  const tick = () => onChange(ofDocuments([...new Set([...before, ...found.map((one) => one.id)])]));
  return html`<button type="button" class="link" disabled=${all} onClick=${tick}>${t("sources.all-found", { n: number(found.length) })}</button>`;
}

/** Files on their way: they can be asked when they are here. */
function Arriving({ search }) {
  const sending = useStore((state) => state.sending);
  const items = useStore((state) => state.items);
  const means = matcher(search);
  const way = [...[...sending.values()].map((one) => ({ kind: "sending", one })), ...[...items.values()].map((one) => ({ kind: "item", one }))]
    .filter(({ one }) => !["ready", "skipped", "failed"].includes(one.state) && means(one));
  if (!way.length) return null;
  const [first] = way;
  const { words, share } = stateOf(first);
  return html`<div class="docs-row arriving" role="status"><span class="docs-words"><span class="ellipsis">${t("sources.coming", { n: number(way.length) })}</span>
    <small class="ellipsis">${shownName(first.one.name)} · ${words}</small>${share !== undefined && html`<${Bar} share=${share} label=${t("sources.coming", { n: number(way.length) })} />`}</span></div>`;
}

function Source({ one, ticked, onTick }) {
  const name = shownName(one.name);
  const { words, share } = stateOf({ kind: "document", one });
  return html`<div class="docs-row"><input type="checkbox" checked=${ticked} onChange=${onTick} aria-label=${t("sources.tick", { name })} />
    <span class="docs-words"><button type="button" class="file-name ellipsis" title=${one.name} onClick=${() => openDocument(one.id, one.name)}>${name}</button>
      <small class="ellipsis">${words}</small>${share !== undefined && html`<${Bar} share=${share} label=${name} />`}</span></div>`;
}
