/** A note is written: what is pinned, with where it stands, and a person's own words. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { shownName } from "../names.js";
import { Dialog } from "../parts/basics.js";
import { get, set, useStore } from "../store.js";
import { flowing } from "../text.js";
import { t } from "../words/words.js";
import { toast } from "../toasts.js";

/** Opens the window for a note: {kind, title, citations, parts}. Each part is {text, citations}: what is pinned, of which
 * a person may leave out some where there are several. A note that is there has an `id` and its `words`. */
export const writeNote = (draft) => set({ noting: draft });

/** A passage of a document, as the reader gives it. */
export const notePassage = (passage) => writeNote({ kind: "selection", title: "", quote: passage.text, parts: [], citations: [passage] });

/** An answer: all of it, some of its sentences, or the `only` one. */
export function noteAnswer(answer, only = null) {
  const cited = (numbers) => answer.citations.filter((one) => numbers.includes(one.n));
  const parts = answer.sentences.filter((one) => !only || one === only).map((one) => ({ text: one.text, citations: cited(one.citations) }));
  writeNote({ kind: "answer", title: answer.question, parts: parts.length ? parts : [{ text: answer.answer, citations: [] }], citations: [] });
}

export const noteCell = (name, cell) => writeNote({ kind: "cell", title: `${shownName(cell.sources[0].document)} · ${name}`, parts: [{ text: cell.shown ?? "", citations: cell.sources }], citations: [] });

/** The window, where a note is being written. */
export function Noting() {
  const draft = useStore((state) => state.noting);
  return draft && html`<${Writer} draft=${draft} onClose=${() => set({ noting: null })} />`;
}

function Writer({ draft, onClose }) {
  const [words, type] = useState(draft.words ?? "");
  const [left, leave] = useState(() => new Set()); // parts that are not noted
  const [busy, work] = useState(false);
  const { parts = [] } = draft;
  const empty = draft.id ? !draft.pins && !words.trim() : parts.length > 0 && left.size === parts.length && !words.trim();
  const toggle = (at) => {
    const next = new Set(left);
    next.delete(at) || next.add(at);
    leave(next);
  };
  const done = async (event) => {
    event.preventDefault();
    work(true);
    try {
      await (draft.id ? api.patch(`/api/notes/${draft.id}`, { words: words.trim() }) : api.post("/api/notes", whole(draft, left, words.trim())));
      if (!draft.id) toast(t("note.kept"));
      onClose();
    } catch (error) {
      work(false);
      toast(error);
    }
  };
  return html`<${Dialog} title=${t(draft.id ? "note.edit" : "note.new")} onClose=${onClose}>
    <form class="stack" onSubmit=${done}>
      ${draft.title && html`<p class="note">${draft.title}</p>`}
      ${draft.quote && html`<blockquote class="pinned scroller"><q>${flowing(draft.quote)}</q></blockquote>`}
      ${parts.length === 1 && parts[0].text && html`<blockquote class="pinned scroller">${parts[0].text}</blockquote>`}
      ${parts.length > 1 && html`<fieldset class="pinned-parts scroller" tabindex="0"><legend>${t("note.which")}</legend>
        ${parts.map((one, at) => html`<label key=${at}><input type="checkbox" checked=${!left.has(at)} onChange=${() => toggle(at)} /><span>${one.text}</span></label>`)}</fieldset>`}
      <label class="field"><span>${t("note.words")}</span>
        <textarea class="input" rows="3" maxlength="50000" value=${words} onInput=${(event) => type(event.target.value)}></textarea></label>
      <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <button class="button primary" disabled=${busy || empty}>${t("mark.keep")}</button></div>
    </form>
  <//>`;
}

/** A draft as the server takes it. Each place is noted once; one whose document is gone cannot be. */
function whole(draft, left, words) {
  const { documents } = get();
  const chosen = draft.parts.filter((_, at) => !left.has(at));
  const cited = [...draft.citations, ...chosen.flatMap((one) => one.citations)].filter((one) => documents.has(one.document_id));
  const places = new Map(cited.map(({ document_id, start, end }) => [`${document_id}/${start}/${end}`, { document_id, start, end }]));
  const some = draft.kind === "answer" && (left.size > 0 || draft.parts.length === 1);
  return { kind: some ? "sentence" : draft.kind, title: draft.title, pinned: chosen.map((one) => one.text).join("\n"), words, citations: [...places.values()] };
}
