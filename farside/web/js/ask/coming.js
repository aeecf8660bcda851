/** What is not here yet of what is asked, and what has come since the last question. */
import { html, useLayoutEffect, useRef } from "../ui.js";
import { useStore } from "../store.js";
import { number } from "../text.js";
import { t } from "../words/words.js";
import { comingInto, idsOf, isOpen } from "./scope.js";

/** How many files are on their way into the choice. */
export const useComing = (scope) => useStore((state) => comingInto(scope, state));

/** How many documents of the choice came after a time. */
function useFresh(scope, since) {
  return useStore(({ documents, collections }) => {
    if (!since || !isOpen(scope)) return 0;
    return idsOf(scope, documents, collections).filter((id) => documents.get(id).added > since).length;
  });
}

/** The line above the question. `held`: a question waits for what is coming. */
export function Coming({ scope, coming, since, held, onNow, onWait, onCancel }) {
  const fresh = useFresh(scope, since);
  if (held === "choose") {
    return html`<${Choose} coming=${number(coming)} onNow=${onNow} onWait=${onWait} />`;
  }
  if (held === "wait") {
    return html`<div class="coming" role="status"><span>${t("coming.held", { n: number(coming) })}</span>
      <button type="button" class="button small" onClick=${onNow}>${t("coming.now", { n: number(coming) })}</button>
      <button type="button" class="button small" onClick=${onCancel}>${t("cancel")}</button></div>`;
  }
  if (coming) return html`<div class="coming" role="status"><span>${t("coming.files", { n: number(coming) })}</span></div>`;
  if (fresh) return html`<div class="coming" role="status"><span>${t("coming.fresh", { n: number(fresh) })}</span></div>`;
  return null;
}

/** Wait, or ask without them: asked once, when a question was sent. */
function Choose({ coming, onNow, onWait }) {
  const first = useRef();
  useLayoutEffect(() => first.current.focus(), []);
  const words = t("coming.files", { n: coming });
  return html`<div class="coming" role="group" aria-label=${words}><span>${words}</span>
    <button type="button" class="button small primary" ref=${first} onClick=${onWait}>${t("coming.wait", { n: coming })}</button>
    <button type="button" class="button small" onClick=${onNow}>${t("coming.now", { n: coming })}</button></div>`;
}
