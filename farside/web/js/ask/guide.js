/** What the chosen documents are: the guide to one; of several, their kinds and what can be made of each. */
import { html, later, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { ICONS } from "../make/kinds.js";
import { shownName } from "../names.js";
import { Icon } from "../parts/icons.js";
import { put, useStore } from "../store.js";
import { number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { idsOf, wire } from "./scope.js";

const Form = later("Form", () => import("../tables/forms.js"));
const Sources = later("Sources", () => import("./answer.js"));
const MOST = 6; // kinds shown
const CALM = 1000; // while documents are read, so many milliseconds between two looks

/** `asks`: questions that several documents answer are offered, too. */
export function Guides({ scope, onScope, onAsk, asks = true }) {
  const documents = useStore((state) => state.documents);
  const choice = wire(scope, documents);
  const ids = idsOf(scope, documents);
  if (ids.length === 1) return html`<${One} key=${ids[0]} one=${documents.get(ids[0])} onAsk=${onAsk} />`;
  return html`<${Kinds} choice=${choice} known=${knownOf(ids, documents)} coming=${areRead(ids, documents)} onScope=${onScope} onAsk=${asks ? onAsk : null} />`;
}

/** What is known of these, to tell when it is more. */
export const knownOf = (ids, documents) => ids.map((id) => documents.get(id)).map((one) => `${one?.kind ?? ""}${one?.whole ? "+" : ""}`).join(" ");

/** Whether some of these are being read, or are going to be by themselves. */
export const areRead = (ids, documents) => ids.some((id) => ["waiting", "reading"].includes(documents.get(id)?.reading?.state));

export const kindName = (kind, n = 1) => t(`document.${kind}`, { n });

/** A guide: title, kind, what tells most, questions that the document answers, and what can be made of it. */
function One({ one, onAsk }) {
  const [guide, change] = useState(null);
  useEffect(() => void (one.kind && api.get(`/api/documents/${one.id}/guide`).then(change, () => change(null))), [one.id, one.kind, one.whole]);
  if (!one.kind) return html`<${Missing} one=${one} />`;
  if (!guide) return null;
  return html`<section class="guide" aria-label=${t("guide.label", { name: shownName(one.name) })}>
    <h2><span class="tag">${kindName(guide.kind)}</span> ${guide.title}</h2>
    ${guide.sentences.length > 0 && html`<${Sources} places=${guide.sentences} numbered />`}
    ${onAsk && guide.questions.length > 0 && html`<${Questions} questions=${guide.questions.map(({ question }) => ({ question, document_id: one.id }))} onAsk=${onAsk} />`}
    ${guide.action !== "ask" && html`<div class="row"><${Fitting} kind=${guide.kind} action=${guide.action} ids=${[one.id]} /></div>`}
  </section>`;
}

function Missing({ one }) {
  const waits = areRead([one.id], new Map([[one.id, one]]));
  return html`<section class="guide"><div class="row"><${Make} choice=${{ documents: [one.id] }} words=${t("guide.make")} waits=${waits} /></div></section>`;
}

/** Questions that documents answer, each asked of its document; of several, each says which. */
function Questions({ questions, onAsk, several = false }) {
  const documents = useStore((state) => state.documents);
  const nameOf = (id) => shownName(documents.get(id)?.name ?? "");
  return html`<div class="suggestions"><h2>${t("guide.questions", { n: several ? 2 : 1 })}</h2><ul>${questions.map((one) => html`<li key=${one.question}>
    <button type="button" class="suggestion" onClick=${() => onAsk(one.question, [one.document_id])}><span>${one.question}${several && html`<br /><small class="note">${nameOf(one.document_id)}</small>`}</span><${Icon} name="right" size=${16} /></button></li>`)}</ul></div>`;
}

/** Reads what is chosen, which makes the guides that are missing. */
function Make({ choice, words, waits = false, n = 1 }) {
  const [busy, work] = useState(false);
  const make = async () => {
    work(true);
    try {
      const run = await api.post("/api/runs", { kind: "read", ...choice });
      put("runs", [[run.id, run]]);
    } catch (error) {
      toast(error);
      work(false);
    }
  };
  if (waits || busy) return html`<p class="note" role="status">${t("guide.coming", { n })}</p>`;
  return html`<button type="button" class="button small" onClick=${make}><${Icon} name="spark" size=${16} />${words}</button>`;
}

/** The kinds of documents, the task that fits each, and questions that they answer. `coming`: some are being read, which
 * is told until their kinds are known; else `offers` has them found out. */
export function Kinds({ choice, known, onScope, onAsk, coming, offers = false }) {
  const [found, change] = useState(null);
  const key = JSON.stringify([choice, known]);
  useEffect(() => {
    let wanted = true;
    if (!known.trim()) return void change(null);
    const timer = setTimeout(() => api.post("/api/guides", choice).then((reply) => wanted && change(reply), () => wanted && change(null)), found ? CALM : 0);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key]);
  if (!found?.groups.some((group) => group.kind !== "other")) return found || !(coming || offers) ? null : html`<section class="guide"><${Make} choice=${choice} words=${t("guide.make.all")} waits=${coming} n=${known.split(" ").length} /></section>`;
  const left = found.documents - found.guided;
  return html`<section class="guide kinds" aria-label=${t("guide.kinds")}><ul>${found.groups.slice(0, MOST).map((group) => html`<li key=${group.kind}>
      <button type="button" class="link kind" title=${t("guide.choose")} onClick=${() => onScope({ kind: "picks", ids: group.documents })}>${t("guide.count", { n: number(group.documents.length), kind: kindName(group.kind, group.documents.length) })}</button>
      ${group.action !== "ask" && html`<${Fitting} ...${group} ids=${group.documents} />`}</li>`)}</ul>
    ${onAsk && found.questions.length > 0 && html`<${Questions} several questions=${found.questions} onAsk=${onAsk} />`}
    ${left > 0 && coming && html`<p class="note" role="status">${t("guide.reading", { n: number(left) })}</p>`}
    ${left > 0 && !coming && html`<div class="row"><span class="note">${t("guide.left", { n: number(left) })}</span><${Make} choice=${choice} words=${t("guide.make.all")} /></div>`}
  </section>`;
}

/** The task that fits documents of a kind, as a button that opens its form. */
function Fitting({ kind, action, ids }) {
  const [open, show] = useState(false);
  return html`<button type="button" class="button small" onClick=${() => show(true)}><${Icon} name=${ICONS[action]} size=${16} />${t(`guide.do.${action}`)}</button>
    ${open && html`<${Form} key=${kind} kind=${action} given=${{ scope: { kind: "picks", ids } }} onClose=${() => show(false)} />`}`;
}
