/** The library: every file with its state, collections, search. */
import { html, useMemo, useState } from "../ui.js";
import * as api from "../api.js";
import { chooseScope, wire } from "../ask/scope.js";
import { Arrival, useArrival } from "../library/arrival.js";
import { More } from "../bring/more.js";
import { Watches } from "../bring/watches.js";
import { Collect, Collections, Offers } from "../library/collections.js";
import { Found, useFound } from "../library/found.js";
import { List } from "../library/list.js";
import { Pickers } from "../library/pickers.js";
import { Order, orderOf } from "../library/order.js";
import { Row } from "../library/row.js";
import { rowsOf } from "../library/rows.js";
import { ClearFailed } from "../library/trouble.js";
import { Make } from "../make/menu.js";
import { Confirm, Empty, Head, Search } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { discard } from "../deletions.js";
import { shelfName } from "../names.js";
import { go, useSought } from "../router.js";
import { staying } from "../notes/news.js";
import { may, SharedWithMe } from "../shared.js";
import { useStore } from "../store.js";
import { number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { submit } from "./ask.js";

/** Goes to the question, about a choice. */
const about = (scope) => {
  chooseScope(scope);
  go("/");
};

const FIRST = 5; // names that are shown above the words

export function Library({ collection }) {
  const me = useStore((state) => state.me);
  const sending = useStore((state) => state.sending);
  const items = useStore((state) => state.items);
  const documents = useStore((state) => state.documents);
  const order = useStore(orderOf);
  const [search, type] = useSought();
  const [skipped, showSkipped] = useState(false);
  const [ticked, tick] = useState(() => new Set());
  const [collecting, collect] = useState(null);
  const rows = useMemo(
    () => rowsOf({ sending, items, documents }, { collection, search, skipped, order }),
    [sending, items, documents, collection, search, skipped, order],
  );
  const found = useFound(search, collection);
  const [all, showAll] = useState(false);
  const few = search.trim() && !all && rows.length > FIRST + 1;
  const shown = few ? rows.slice(0, FIRST) : rows;
  const here = [...documents.values()].filter((one) => !collection || one.collections.includes(collection)).length;
  const chosen = [...ticked].filter((id) => documents.has(id));
  const toggle = (id) => {
    const next = new Set(ticked);
    next.delete(id) || next.add(id);
    tick(next);
  };
  const arrival = useArrival();
  const passed = [...items.values()].filter((one) => one.state === "skipped").length;
  return html`<div class="view library">
    <${Head} title=${collection ? shelfName(collection) : (me?.shared?.collection ?? t("nav.library"))} note=${t("count.documents", { n: number(here) })}>
      <${Pickers} collection=${collection} small /><${More} collection=${collection} /><//>
    <${Offers} /><${SharedWithMe} />
    <${Arrival} sum=${arrival} onScope=${about} onAsk=${(question, ids) => submit(question, wire({ kind: "picks", ids })).catch(toast)} />
    <${Collections} current=${collection} />
    <${Watches} />
    ${rows.length || search ? html`<${Tools} search=${search} onSearch=${type} chosen=${chosen} onClear=${() => tick(new Set())} onCollect=${collect} collection=${collection} />` : null}
    ${!rows.length && !search && html`<${Empty} icon="upload" title=${t("library.empty")}><p>${t("library.empty.says")}</p><//>`}
    <${ClearFailed} rows=${rows} />
    <${List} rows=${shown} height=${60} tall=${76} below=${560} label=${t("nav.library")}
      draw=${(row) => html`<${Row} row=${row} ticked=${ticked.has(row.key)} onTick=${() => toggle(row.key)} onCollect=${collect} />`} />
    ${few && html`<button type="button" class="link" onClick=${() => showAll(true)}>${t("found.names", { n: number(rows.length) })}</button>`}
    <${Found} found=${found} search=${search} named=${rows.length} />
    ${passed > 0 && html`<p class="note"><button type="button" class="link" onClick=${() => showSkipped(!skipped)}>${t(skipped ? "library.skipped.hide" : "library.skipped", { n: number(passed) })}</button></p>`}
    ${collecting && html`<${Collect} ids=${collecting} onClose=${() => collect(null)} />`}
  </div>`;
}

function Tools({ search, onSearch, chosen, onClear, onCollect, collection }) {
  const [asking, ask] = useState(false);
  const own = useStore((state) => !state.me?.shared);
  const out = () => members(collection, { remove: chosen }).then(onClear);
  return html`<div class="tools">
    <${Search} label=${t("search.all")} words=${search} onWords=${onSearch} />
    <${Order} />
    ${chosen.length > 0 && html`<div class="row" role="group" aria-label=${t("library.chosen", { n: number(chosen.length) })}>
      ${may("ask") && html`<button type="button" class="button primary" onClick=${() => about({ kind: "picks", ids: chosen })}><${Icon} name="ask" size=${16} />${t("library.ask", { n: number(chosen.length) })}</button>`}
      ${may("ask") && html`<${Make} scope=${{ kind: "picks", ids: chosen }} />`}
      ${own && html`<button type="button" class="button" onClick=${() => onCollect(chosen)}><${Icon} name="folder" size=${16} />${t("library.collect")}</button>`}
      ${collection && html`<button type="button" class="button" onClick=${out}><${Icon} name="minus" size=${16} />${t("library.uncollect")}</button>`}
      ${may("edit") && html`<button type="button" class="button danger" onClick=${() => ask(true)}><${Icon} name="trash" size=${16} />${t(own ? "delete" : "shared.out")}</button>`}
    </div>`}
    ${asking && html`<${Confirm} title=${t("library.delete.title", { n: number(chosen.length) })} text=${t(own ? "library.delete.says" : "shared.out.says", { n: number(chosen.length) })} more=${staying()}
      action=${t(own ? "delete" : "shared.out")} onYes=${() => removeAll(chosen).then(onClear)} onClose=${() => ask(false)} />`}
  </div>`;
}

async function members(name, change) {
  try {
    await api.post(`/api/collections/${encodeURIComponent(name)}/documents`, change);
  } catch (error) {
    toast(error);
  }
}

const removeAll = (ids) => discard("document", ids, t("deleted.several", { n: number(ids.length) }));
