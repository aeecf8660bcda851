/** What can be made of documents, and what was made. */
import { html, useEffect, useState } from "../ui.js";
import { ICONS, KINDS, made, narrowed } from "../make/kinds.js";
import { Head } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { go } from "../router.js";
import { get, useStore } from "../store.js";
import { ago } from "../text.js";
import { titled } from "../titles.js";
import { Form } from "../tables/forms.js";
import { countOf, Made } from "../tables/made.js";
import { t } from "../words/words.js";

/** `old`: the address of before, which still opens. */
export function MakeView({ id, old }) {
  useEffect(() => void (old && go(`/make${id ? `/${id}` : ""}${location.search}`, true, history.state ?? {})), [old, id]);
  return id ? html`<${Made} key=${id} id=${id} />` : html`<${All} />`;
}

function All() {
  const runs = useStore((state) => state.runs);
  const empty = useStore((state) => !state.documents.size);
  const [kind, begin] = useState(null);
  const all = [...runs.values()].filter(made).sort((a, b) => (a.created < b.created ? 1 : -1));
  return html`<div class="view">
    <${Head} title=${t("nav.make")} note=${t("table.says")} />
    <ul class="starters">${KINDS.map((one) => html`<li key=${one}><button type="button" class="starter" disabled=${empty} onClick=${() => begin(one)}>
      <${Icon} name=${ICONS[one]} size=${24} /><b>${t(`table.${one}`)}</b><span>${t(`table.${one}.short`)}</span></button></li>`)}</ul>
    ${empty && html`<p class="note">${t("ask.nothing")}</p>`}
    ${all.length > 0 && html`<h2 class="section">${t("table.made")}</h2><ul class="cards">${all.map((run) => html`<li key=${run.id}><a class="card card-link" href=${`/make/${run.id}`}>
      <${Icon} name=${ICONS[made(run)]} /><span class="card-main"><b class="ellipsis">${titled(run)}</b>
      <span class="note">${t(`table.${made(run)}`)} · ${t(`run.${run.state}`)} · ${ago(run.ended ?? run.created)}${run.result?.rows !== undefined ? ` · ${countOf(run, run.result.rows)}` : ""}</span></span></a></li>`)}</ul>`}
    ${kind && html`<${Form} key=${kind} kind=${kind} given=${{ scope: narrowed(kind, get().scope) }} onClose=${() => begin(null)} />`}
  </div>`;
}
