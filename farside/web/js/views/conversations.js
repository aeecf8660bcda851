/** All conversations: found again, renamed, taken away, deleted. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Confirm, Empty, Head, Menu, Prompt, Search } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { discard } from "../deletions.js";
import { go, useSought } from "../router.js";
import { put, useStore } from "../store.js";
import { ago, number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const CALM = 250;
const path = (id) => `/api/conversations/${encodeURIComponent(id)}`;

export function Conversations() {
  const kept = useStore((state) => state.conversations);
  const [search, type] = useSought();
  const found = useSearch(search, kept);
  const all = [...kept.values()].sort((a, b) => (a.updated < b.updated ? 1 : -1));
  const shown = search.trim() ? found?.filter((one) => kept.has(one.id)) : all;
  return html`<div class="view">
    <${Head} title=${t("nav.conversations")}><a class="button primary" href="/"><${Icon} name="plus" size=${17} />${t("nav.new")}</a><//>
    ${kept.size > 0 && html`<div class="tools"><${Search} label=${t("talk.search")} words=${search} onWords=${type} /></div>`}
    ${!kept.size && html`<${Empty} icon="talks" title=${t("talk.none")}><p>${t("talk.none.says")}</p><//>`}
    ${search.trim() && shown && !shown.length && html`<p class="note">${t("search.nothing", { text: search })}</p>`}
    <ul class="cards">${(shown ?? []).map((one) => html`<li key=${one.id}><${Talk} one=${one} /></li>`)}</ul>
  </div>`;
}

/** What the server finds in titles and messages; null until it has answered. */
function useSearch(search, kept) {
  const [found, change] = useState(null);
  useEffect(() => {
    let wanted = true;
    if (!search.trim()) return change(null);
    const timer = setTimeout(async () => {
      try {
        const reply = await api.get(`/api/conversations?limit=100&search=${encodeURIComponent(search.trim())}`);
        if (wanted) change(reply.conversations);
      } catch (error) {
        toast(error);
      }
    }, CALM);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [search, kept]);
  return found;
}

function Talk({ one }) {
  const [dialog, show] = useState(null);
  const title = one.title || t("talk.untitled");
  const rename = async (name) => {
    try {
      const { messages: _, ...changed } = await api.patch(path(one.id), { title: name });
      put("conversations", [[one.id, { ...one, ...changed }]]);
    } catch (error) {
      toast(error);
    }
  };
  const gone = () => discard("conversation", [one.id], t("deleted", { name: title }));
  const about = one.collection ?? t("count.documents", { n: number(one.documents.length) });
  return html`<article class="card">
    <a class="card-link" href=${`/c/${one.id}`}><h2 class="ellipsis">${title}</h2><p class="note">${about} · ${ago(one.updated)}</p></a>
    <${Menu} label=${t("library.actions", { name: title })} actions=${[
      { label: t("open"), icon: "ask", run: () => go(`/c/${one.id}`) },
      { label: t("rename"), icon: "pen", run: () => show("rename") },
      ...["md", "docx", "json"].map((format) => ({ label: t("talk.export", { format: t(`format.${format}`) }), icon: "download", href: `${path(one.id)}/export?format=${format}` })),
      { label: t("delete"), icon: "trash", danger: true, run: () => show("delete") },
    ]} />
    ${dialog === "rename" && html`<${Prompt} title=${t("rename")} label=${t("talk.title")} value=${one.title} action=${t("rename")} onDone=${rename} onClose=${() => show(null)} />`}
    ${dialog === "delete" && html`<${Confirm} title=${t("talk.delete.title")} text=${t("talk.delete.says", { name: title })} action=${t("delete")} onYes=${gone} onClose=${() => show(null)} />`}
  </article>`;
}
