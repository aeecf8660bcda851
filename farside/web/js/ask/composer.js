/** Where a question is written: Enter sends, Shift+Enter begins a line. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../ui.js";
import { typing } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { set, useStore } from "../store.js";
import { t } from "../words/words.js";
import { draft, keepDraft } from "./drafts.js";
import { How } from "./how.js";
import { Meter, usePlan } from "./plan.js";
import { Coming, useComing } from "./coming.js";
import { idsOf, wireAsked } from "./scope.js";
import { Scope } from "./sources.js";

/** `onAsk` tells whether the question was taken. `since`: when the last one was asked here. What is half written is kept
 * for the conversation `id`. */
export function Composer({ id, scope, onScope, onAsk, busy, big, since = null }) {
  const documents = useStore((state) => state.documents);
  const collections = useStore((state) => state.collections);
  const settings = useStore((state) => state.settings);
  const [text, write] = useState(() => draft(id));
  const type = (given) => {
    const value = typeof given === "function" ? given(text) : given;
    keepDraft(id, value);
    write(value);
  };
  const quoted = useStore((state) => state.quoted);
  const field = useRef();
  const notes = useStore((state) => state.noteCount);
  const count = useMemo(() => (scope.kind === "notes" ? notes : idsOf(scope, documents, collections).length), [scope, documents, collections, notes]);
  const coming = useComing(scope);
  const [held, hold] = useState(null); // a question while files come: "choose" whether to wait for them, or "wait"
  const plan = usePlan(wireAsked(scope, documents, collections), count);
  const nothing = !count;
  useLayoutEffect(() => grow(field.current), [text]);
  useEffect(() => void (typing() && field.current.focus({ preventScroll: true })), []);
  useEffect(() => void (held && !coming && send(null, true)), [held, coming]);
  useEffect(() => {
    if (!quoted) return;
    type((so) => `${so && `${so.trimEnd()}\n`}${quoted}\n`);
    set({ quoted: null });
    field.current.focus();
  }, [quoted]);
  const send = async (event, now = false) => {
    event?.preventDefault();
    if (!text.trim() || nothing || busy) return;
    if (coming && !now) return hold("choose");
    hold(null);
    type("");
    if (!(await onAsk(text.trim()))) type(text); // nobody has to write it twice
  };
  const keys = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  };
  return html`<form class="composer ${big ? "big" : ""}" onSubmit=${send}>
    <${Coming} scope=${scope} coming=${coming} since=${since} held=${held} onNow=${() => send(null, true)} onWait=${() => hold("wait")} onCancel=${() => hold(null)} />
    <label><span class="visually-hidden">${t("ask.label")}</span>
      <textarea ref=${field} id="question" rows="1" value=${text} placeholder=${nothing ? t(documents.size ? "ask.unticked" : "ask.nothing") : t("ask.placeholder")}
        onInput=${(event) => type(event.target.value)} onKeyDown=${keys} maxlength="100000"></textarea></label>
    <div class="composer-row">
      <${Scope} scope=${scope} onChange=${onScope} beside />
      <${How} plan=${nothing ? null : plan} />
      <button class="send" aria-label=${t("ask.send")} title=${t("ask.send")} disabled=${!text.trim() || nothing || busy}><${Icon} name="send" /></button>
    </div>
    <${Meter} plan=${nothing ? null : plan} notes=${scope.kind === "notes"} settings=${settings} />
  </form>`;
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
}
