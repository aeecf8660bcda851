/** A note as a card: what was pinned, where it stands, and the person's own words. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { shownName } from "../names.js";
import { Menu } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { openCitations } from "../reader/open.js";
import { useStore } from "../store.js";
import { ago, flowing, label, number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { writeNote } from "./write.js";

const FEW = 2; // quotations shown at first

export function Note({ note, found }) {
  const [all, show] = useState(false);
  const shown = all ? note.citations : note.citations.slice(0, FEW);
  const more = note.citations.length - shown.length;
  return html`<article class="card note-card ${found ? "found" : ""}" id=${`note-${note.id}`}>
    <div class="card-main">
      ${note.title && html`<h3>${note.title}</h3>`}
      ${note.pinned && html`<p class="note-pinned">${note.pinned}</p>`}
      ${shown.length > 0 && html`<ul class="sources">${shown.map((one) => html`<li key=${one.n}><${Place} one=${one} note=${note} /></li>`)}</ul>`}
      ${more > 0 && html`<button type="button" class="link" onClick=${() => show(true)}>${t("note.more", { n: number(more) })}</button>`}
      ${note.words && html`<p class="note-words">${note.words}</p>`}
      <p class="note">${ago(note.made)}</p>
    </div>
    <${Menu} label=${t("library.actions", { name: brief(note) })} actions=${[
      { label: t("note.edit"), icon: "pen", run: () => writeNote({ id: note.id, words: note.words, pins: Boolean(note.pinned || note.citations.length), quote: note.citations[0]?.quote }) },
      { label: t("delete"), icon: "trash", danger: true, run: () => remove(note) },
    ]} />
  </article>`;
}

/** A quotation: opens its place, or says that there is none any more, also while the document's deletion can be taken back. */
function Place({ one, note }) {
  const documents = useStore((state) => state.documents);
  const there = note.citations.filter((each) => documents.has(each.document_id));
  const gone = !there.includes(one);
  const inside = html`<span class="source-n"><${Icon} name=${gone ? "warn" : "note"} size=${14} /></span>
    ${one.quote && html`<q class="quote">${flowing(one.quote)}</q>`}
    <span class="where"><span class="ellipsis">${shownName(one.document)}</span><span class="nowrap">${gone ? t("note.gone") : label(one.label)}</span></span>`;
  if (gone) return html`<div class="source">${inside}</div>`;
  return html`<button type="button" class="source" onClick=${() => openCitations(there, there.indexOf(one))}>${inside}</button>`;
}

/** The beginning of what a note says, to name it by. */
export function brief(note) {
  const said = [note.words, note.pinned, note.citations[0]?.quote].find((one) => one?.trim()) ?? "";
  const words = flowing(said);
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

const path = (note) => `/api/notes/${note.id}`;

async function remove(note) {
  try {
    await api.remove(path(note));
    toast(t("note.deleted"), () => api.post(`${path(note)}/restore`).catch(toast));
  } catch (error) {
    toast(error);
  }
}
