/** One line says what came in, with links; below it what the new documents are, and what can be done with them. */
import { html, useEffect, useMemo, useRef, useState } from "../ui.js";
import { areRead, Guides, Kinds, knownOf } from "../ask/guide.js";
import { wire } from "../ask/scope.js";
import { Bar, IconButton } from "../parts/basics.js";
import { openDocument } from "../reader/open.js";
import { useStore } from "../store.js";
import { number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { beginArrivals, placeWords, sumOf, sumWords } from "./arrivals.js";

const SHOWN = 100;

export function useArrival() {
  const sending = useStore((state) => state.sending);
  const items = useStore((state) => state.items);
  const documents = useStore((state) => state.documents);
  const arrivedSince = useStore((state) => state.arrivedSince);
  return useMemo(() => sumOf({ sending, items, documents, arrivedSince }), [sending, items, documents, arrivedSince]);
}

const SETTLED = 600; // milliseconds: the last document is told of a moment after its file

/** Says what came in once all of it has, where no view shows it (`seen`). */
export function ToldArrivals({ seen }) {
  const sum = useArrival();
  const now = useRef();
  now.current = { sum, seen };
  const before = useRef(0);
  useEffect(() => {
    const over = before.current > 0 && !sum.coming;
    before.current = sum.coming;
    if (!over) return undefined;
    const timer = setTimeout(() => now.current.seen || (now.current.sum.total > 0 && toast(sumWords(now.current.sum))), SETTLED);
    return () => clearTimeout(timer);
  }, [sum.coming]);
  return null;
}

/** `onScope` takes the new documents as what is asked, `onAsk` a question of theirs. */
export function Arrival({ sum, onScope, onAsk }) {
  const [named, name] = useState(false);
  const documents = useStore((state) => state.documents);
  if (!sum.total && !sum.passed) return null;
  const { added, here, need, passed, coming, total } = sum;
  const parts = [
    added.length && html`<button type="button" class="link" onClick=${() => onScope({ kind: "picks", ids: added })}>${t("arrived.added", { n: number(added.length) })}</button>`,
    here.length && html`<button type="button" class="link" aria-expanded=${named} onClick=${() => name(!named)}>${t("arrived.here", { n: number(here.length) })}</button>`,
    need && html`<a href="/library">${t("arrived.need", { n: number(need) })}</a>`,
    passed && html`<span>${t("arrived.passed", { n: number(passed) })}</span>`,
  ].filter(Boolean);
  return html`<section class="arrival" aria-label=${t("arrived.label")}>
    <div class="arrival-line"><p role="status">${coming > 0 && html`<span>${t("arrived.coming", { done: number(total - coming), n: number(total) })}</span>`}${parts}</p>
      ${!coming && html`<${IconButton} icon="close" size=${16} label=${t("arrived.hide")} onClick=${beginArrivals} />`}</div>
    ${coming > 0 && html`<${Bar} share=${(total - coming) / total} label=${t("arrived.label")} />`}
    ${named && html`<ul class="arrival-here">${here.slice(0, SHOWN).map((one) => html`<li key=${one.name}><button type="button" class="link" onClick=${() => openDocument(one.id, one.as)}>${placeWords(one)}</button></li>`)}
      ${here.length > SHOWN && html`<li class="note">${t("arrived.more", { n: number(here.length - SHOWN) })}</li>`}</ul>`}
    ${!coming && added.length === 1 && html`<${Guides} scope=${{ kind: "picks", ids: added }} onAsk=${onAsk} />`}
    ${!coming && added.length > 1 && html`<${Kinds} choice=${wire({ kind: "picks", ids: added })} known=${knownOf(added, documents)} onScope=${onScope} onAsk=${onAsk} coming=${areRead(added, documents)} offers />`}
  </section>`;
}
