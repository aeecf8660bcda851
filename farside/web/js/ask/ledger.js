/** The ledger: what every window was asked, and what came of it. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { shownName } from "../names.js";
import { Dialog, Spinner } from "../parts/basics.js";
import { openSpan } from "../reader/open.js";
import { go } from "../router.js";
import { get } from "../store.js";
import { number, problem } from "../text.js";
import { t } from "../words/words.js";
import { useRun } from "./live.js";
import { Legend, LibraryMap } from "./map.js";

const FIRST = 200;

/** Whether what was read are the person's notes: a text that is no document of the library. */
const isNotes = (row) => row.document === "notes" && !get().documents.has(row.document_id);

export function Ledger({ answer, run, onClose }) {
  const [found, change] = useState({ rows: null, error: null });
  const [all, showAll] = useState(false);
  const [deep, dig] = useState(false);
  useEffect(() => {
    if (!answer.id) return change({ rows: [], error: null });
    api.get(`/api/answers/${answer.id}/ledger`).then(
      (reply) => change({ rows: reply.ledger, error: null }),
      (error) => change({ rows: [], error }),
    );
    return undefined;
  }, [answer.id]);
  const { coverage } = answer;
  const show = (row) => {
    onClose();
    if (isNotes(row)) go("/notes");
    else openSpan(row.document_id, row.document, row.start, row.end);
  };
  const rows = found.rows ?? [];
  const noted = rows.length > 0 && rows.every(isNotes);
  const several = new Set(rows.map((row) => row.asked)).size > 1;
  const heads = ["asked", "place", "state", ...(deep ? ["gate"] : []), "draft", "used"].slice(several ? 0 : 1);
  return html`<${Dialog} title=${t("ledger.title")} onClose=${onClose} wide>
    <p class="dialog-text">${t(noted ? "ledger.notes" : "ledger.says", {
      windows: number(coverage.windows_read), of: number(coverage.windows),
      pages: number(coverage.pages_read), allPages: number(coverage.pages), n: number(noted ? coverage.pages : coverage.documents),
    })}</p>
    ${run && html`<${Map} run=${run} />`}
    ${found.rows === null && html`<${Spinner} />`}
    ${found.error && html`<p class="bad">${problem(found.error)}</p>`}
    ${rows.length > 0 && html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t("ledger.title")}>
      <table class="table"><thead><tr>${heads.map((one) => html`<th scope="col">${t(`ledger.${one}`)}</th>`)}</tr></thead>
      <tbody>${(all ? rows : rows.slice(0, FIRST)).map((row) => html`<${Row} row=${row} several=${several} deep=${deep} onShow=${show} />`)}</tbody></table></div>`}
    ${rows.length > 0 && html`<label class="tick"><input type="checkbox" checked=${deep} onChange=${(event) => dig(event.target.checked)} />${t("details")}</label>`}
    ${!all && rows.length > FIRST && html`<button type="button" class="button" onClick=${() => showAll(true)}>${t("ledger.all", { n: number(rows.length) })}</button>`}
  <//>`;
}

function Row({ row, several, deep, onShow }) {
  const kept = row.origin === "restored" || row.origin === "held" ? t("ledger.kept") : t("ledger.computed");
  return html`<tr class=${row.used ? "used" : ""}>
    ${several && html`<td>${row.asked}</td>`}
    <td><button type="button" class="link" onClick=${() => onShow(row)}>${isNotes(row) ? t("scope.notes") : shownName(row.document)}</button>
      ${deep && html`<small class="nowrap"> ${number(row.start)}–${number(row.end)}</small>`}</td>
    <td class="nowrap">${kept}${row.problem && html`<small class="bad"> ${row.problem}</small>`}</td>
    ${deep && html`<td class="n">${row.gate.toFixed(2)}</td>`}
    <td>${row.draft ?? ""}</td>
    <td>${row.used ? t("ledger.yes") : ""}</td>
  </tr>`;
}

/** The map as it was at the end, from the events that are kept. */
function Map({ run }) {
  const { live } = useRun(run);
  return live.plan && html`<div class="ledger-map"><${LibraryMap} live=${live} /><${Legend} /></div>`;
}
