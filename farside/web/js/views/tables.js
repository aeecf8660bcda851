/** Work on many documents: what can be made, and what was made. */
import { html, useState } from "../ui.js";
import { Head } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { useStore } from "../store.js";
import { ago, number } from "../text.js";
import { titled } from "../titles.js";
import { Form, ICONS, KINDS } from "../tables/forms.js";
import { Made } from "../tables/made.js";
import { t } from "../words/words.js";

export function Tables({ id }) {
  return id ? html`<${Made} key=${id} id=${id} />` : html`<${All} />`;
}

function All() {
  const runs = useStore((state) => state.runs);
  const empty = useStore((state) => !state.documents.size);
  const [kind, begin] = useState(null);
  const made = [...runs.values()].filter((run) => KINDS.includes(run.kind)).sort((a, b) => (a.created < b.created ? 1 : -1));
  return html`<div class="view">
    <${Head} title=${t("nav.tables")} note=${t("table.says")} />
    <ul class="starters">${KINDS.map((one) => html`<li key=${one}><button type="button" class="starter" disabled=${empty} onClick=${() => begin(one)}>
      <${Icon} name=${ICONS[one]} size=${24} /><b>${t(`table.${one}`)}</b><span>${t(`table.${one}.short`)}</span></button></li>`)}</ul>
    ${empty && html`<p class="note">${t("ask.nothing")}</p>`}
    ${made.length > 0 && html`<h2 class="section">${t("table.made")}</h2><ul class="cards">${made.map((run) => html`<li key=${run.id}><a class="card card-link" href=${`/tables/${run.id}`}>
      <${Icon} name=${ICONS[run.kind]} /><span class="card-main"><b class="ellipsis">${titled(run)}</b>
      <span class="note">${t(`table.${run.kind}`)} · ${t(`run.${run.state}`)} · ${ago(run.ended ?? run.created)}${run.result?.rows !== undefined ? ` · ${t("table.rows", { n: number(run.result.rows) })}` : ""}</span></span></a></li>`)}</ul>`}
    ${kind && html`<${Form} kind=${kind} onClose=${() => begin(null)} />`}
  </div>`;
}
