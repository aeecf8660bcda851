/** Any word of the library: the documents in whose text it stands, with the places, and what was asked, answered and
 * noted. A place opens in the reader; the next and previous places follow there. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { chooseScope, ofDocuments } from "../ask/scope.js";
import { Icon } from "../parts/icons.js";
import { shownName } from "../names.js";
import { openCitations } from "../reader/open.js";
import { go } from "../router.js";
import { ago, label, number, slice } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const CALM = 250; // ms after the last key
const AGAIN = 600; // ms until a library of before is looked through further
const AT_ONCE = 1000;

/** What the server finds; null until it has answered to these words. */
export function useFound(search, collection) {
  const [shown, change] = useState({ path: "", reply: null });
  const words = search.trim();
  const path = words && `/api/search?${new URLSearchParams({ search: words.slice(0, 500), ...(collection ? { collection } : {}) })}`;
  useEffect(() => {
    if (!path) return undefined;
    let timer;
    const ask = async () => {
      try {
        const reply = await api.get(path);
        if (timer === null) return;
        change({ path, reply });
        if (reply.waiting) timer = setTimeout(ask, AGAIN);
      } catch (error) {
        if (timer !== null) toast(error);
      }
    };
    timer = setTimeout(ask, CALM);
    return () => {
      clearTimeout(timer);
      timer = null;
    };
  }, [path]);
  return { path, reply: shown.path === path ? shown.reply : null, older: shown.reply };
}

export function Found({ found: { path, reply, older }, search, named }) {
  const [more, add] = useState({ path: "", documents: [] });
  if (!path) return null;
  const told = reply ?? older;
  if (!told) return html`<div class="found" role="status"></div>`;
  const documents = [...told.documents, ...(more.path === path && reply ? more.documents : [])];
  const next = async () => {
    try {
      const part = await api.get(`${path}&skip=${documents.length}`);
      add({ path, documents: [...documents.slice(told.documents.length), ...part.documents] });
    } catch (error) {
      toast(error);
    }
  };
  const nothing = !named && !told.total && !told.said && !told.waiting;
  return html`<section class="found ${reply ? "" : "old"}" aria-label=${t("found.text")}>
    <p class="note" role="status">${reply && [
      nothing ? t("search.nothing", { text: search }) : "",
      told.waiting ? t("found.waiting", { n: number(told.waiting) }) : "",
      told.lost ? t("found.lost", { n: number(told.lost) }) : "",
    ].filter(Boolean).join(" ")}</p>
    ${told.total > 0 && html`<div class="found-head"><h2>${t("found.text")}</h2><small>${t("count.documents", { n: number(told.total) })}</small>
      <button type="button" class="button primary small" disabled=${!reply} onClick=${() => askAbout(path, told.total)}><${Icon} name="ask" size=${15} />${t("found.ask", { n: number(told.total) })}</button></div>
      <ol class="hits">${documents.map((one) => html`<li key=${one.id}><${OfDocument} one=${one} path=${path} all=${documents} /></li>`)}</ol>
      ${reply && documents.length < told.total && html`<button type="button" class="button small" onClick=${next}>${t("found.more")}</button>`}`}
    ${told.said > 0 && html`<div class="found-head"><h2>${t("found.said")}</h2><small>${number(told.said)}</small></div>
      <ul class="hits">${told.sayings.map((one, at) => html`<li key=${at}><${Saying} one=${one} /></li>`)}</ul>`}
  </section>`;
}

const citationsOf = ({ id, name, places }) =>
  places.map(({ page, label: said, start, end }) => ({ document_id: id, document: name, page, label: said, start, end }));

function OfDocument({ one, path, all }) {
  const [every, widen] = useState({ path: "", places: [] });
  const shown = every.path === path ? { ...one, places: every.places } : one;
  const open = (place) => {
    const citations = all.flatMap((other) => citationsOf(other.id === one.id ? shown : other));
    openCitations(citations, citations.findIndex((other) => other.document_id === one.id && other.start === place.start));
  };
  const wider = async () => {
    try {
      const { documents } = await api.get(`${path}&document=${one.id}&places=100`);
      widen({ path, places: (documents[0]?.places ?? one.places).sort((a, b) => a.start - b.start) });
    } catch (error) {
      toast(error);
    }
  };
  return html`<h3 class="ellipsis" title=${one.name}>${shownName(one.name)}</h3>
    ${shown.places.map((place) => html`<button type="button" class="hit" key=${place.start} onClick=${() => open(place)}>
      <span class="hit-page">${label(place.label)}</span><${Snippet} one=${place} /></button>`)}
    ${shown === one && one.passages > one.places.length && html`<button type="button" class="link" onClick=${wider}>${t("found.places")}</button>`}`;
}

/** A conversation or a note opens; of an answer that stands in none, its quotations. */
function Saying({ one }) {
  const inside = html`<b class="ellipsis">${one.title || t(one.note ? "found.note" : "talk.untitled")}</b> <small>${ago(one.created)}</small><${Snippet} one=${one} />`;
  if (one.conversation) return html`<a class="hit said" href=${`/c/${one.conversation}`}>${inside}</a>`;
  if (one.note) return html`<a class="hit said" href=${`/notes?note=${one.note}`}>${inside}</a>`;
  if (!one.answer) return html`<div class="hit said">${inside}</div>`;
  const open = async () => {
    try {
      const { citations, closest } = await api.get(`/api/answers/${one.answer}`);
      if (citations.length + closest.length) openCitations([...citations, ...closest], 0);
    } catch (error) {
      toast(error);
    }
  };
  return html`<button type="button" class="hit said" onClick=${open}>${inside}</button>`;
}

/** Words as they stand there; what was looked for is marked. */
function Snippet({ one: { snippet, marks } }) {
  const ends = [0, ...marks.flat(), undefined];
  return html`<span class="hit-words">${ends.slice(1).map((end, at) => {
    const part = slice(snippet, ends[at], end);
    return at % 2 ? html`<mark>${part}</mark>` : part;
  })}</span>`;
}

/** Puts everything that was found into the scope of a new question. */
async function askAbout(path, total) {
  try {
    const ids = [];
    for (let skip = 0; skip < total; skip += AT_ONCE) {
      const { documents } = await api.get(`${path}&places=0&limit=${AT_ONCE}&skip=${skip}`);
      ids.push(...documents.map((one) => one.id));
    }
    chooseScope(ofDocuments(ids));
    go("/");
  } catch (error) {
    toast(error);
  }
}
