/** Everything that a person noted: by time or by document, searched, asked, taken away as a file. */
import { html, useEffect, useRef, useState } from "../ui.js";
import * as api from "../api.js";
import { chooseScope } from "../ask/scope.js";
import { shownName } from "../names.js";
import { Note } from "../notes/note.js";
import { writeNote } from "../notes/write.js";
import { Empty, Head, Menu, Spinner } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { go } from "../router.js";
import { useStore } from "../store.js";
import { number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const CALM = 250;
const PART = 50;
const LONGEST = 1000; // what the server gives at once
const ORDERS = ["time", "document"];

/** `wanted`: the id of a note that is looked for. */
export function Notes({ wanted }) {
  const [search, type] = useState("");
  const [order, sort] = useState("time");
  const [most, grow] = useState(wanted ? LONGEST : PART);
  const query = `search=${encodeURIComponent(search.trim())}&order=${order}`;
  const list = useNotes(query, most);
  const told = useStore((state) => state.noteCount);
  const count = Math.max(told, list?.total ?? 0);
  useEffect(() => void (wanted || grow(PART)), [query]);
  useEffect(() => void (wanted && document.getElementById(`note-${wanted}`)?.scrollIntoView({ block: "center" })), [wanted, Boolean(list)]);
  const ask = () => {
    chooseScope({ kind: "notes" });
    go("/");
  };
  return html`<div class="view">
    <${Head} title=${t("nav.notes")} note=${t("note.says")}>
      <button type="button" class="button" onClick=${() => writeNote({ kind: "own", title: "", parts: [], citations: [] })}><${Icon} name="plus" size=${17} />${t("note.new")}</button>
      ${count > 0 && html`<button type="button" class="button primary" onClick=${ask}><${Icon} name="ask" size=${16} />${t("note.ask")}</button>
        <${Menu} label=${t("note.save")} icon="download" actions=${["docx", "md", "json"].map((format) => ({ label: t("talk.export", { format: t(`format.${format}`) }), icon: "file", href: `/api/notes/export?format=${format}&${query}` }))} />`}<//>
    ${count > 0 && html`<div class="tools"><label class="search"><${Icon} name="search" size=${17} /><span class="visually-hidden">${t("note.search")}</span>
        <input class="input" type="search" placeholder=${t("note.search")} value=${search} onInput=${(event) => type(event.target.value)} /></label>
      <select class="input order" aria-label=${t("note.order")} value=${order} onChange=${(event) => sort(event.target.value)}>${ORDERS.map((one) => html`<option value=${one} key=${one}>${t(`note.order.${one}`)}</option>`)}</select></div>`}
    ${!list && html`<${Spinner} />`}
    ${list && !list.total && !search.trim() && html`<${Empty} icon="note" title=${t("note.none")}><p>${t("note.none.says")}</p><//>`}
    ${list && !list.total && search.trim() && html`<p class="note">${t("search.nothing", { text: search })}</p>`}
    ${list && groups(list.notes, order).map(([name, some]) => html`<section class="noted-group" key=${name ?? ""} aria-label=${name}>${name && html`<h2 class="section">${name}</h2>`}
      <ul class="cards">${some.map((one) => html`<li key=${one.id}><${Note} note=${one} found=${one.id === wanted} /></li>`)}</ul></section>`)}
    ${list && list.total > list.notes.length && html`<button type="button" class="button" onClick=${() => grow(most + PART)}>${t("note.rest", { n: number(list.total - list.notes.length) })}</button>`}
  </div>`;
}

/** [name of the document or nothing, its notes] in their order. */
function groups(notes, order) {
  if (order === "time") return [[null, notes]];
  const found = new Map();
  for (const note of notes) {
    const [first] = note.citations;
    const name = first ? shownName(first.document) : t("note.without");
    found.set(name, [...(found.get(name) ?? []), note]);
  }
  return [...found];
}

/** The first `most` notes of a query, loaded anew when any changed; null until they are there. */
function useNotes(query, most) {
  const [list, change] = useState(null);
  const news = useStore((state) => state.noteNews);
  const before = useRef(query);
  useEffect(() => {
    let wanted = true;
    const load = async () => {
      try {
        const found = { notes: [], total: 0, next: null };
        do {
          const limit = Math.min(most - found.notes.length, LONGEST);
          const { notes, total, next } = await api.get(`/api/notes?${query}&limit=${limit}${found.next ? `&after=${found.next}` : ""}`);
          Object.assign(found, { notes: [...found.notes, ...notes], total, next });
        } while (found.next && found.notes.length < most);
        if (wanted) change(found);
      } catch (error) {
        if (wanted) toast(error);
      }
    };
    const timer = setTimeout(load, before.current === query ? 0 : CALM);
    before.current = query;
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [query, most, news]);
  return list;
}
