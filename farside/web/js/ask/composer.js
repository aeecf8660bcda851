/** Where a question is written: Enter sends, Shift+Enter begins a line. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../ui.js";
import { Dialog, typing } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { set, useStore } from "../store.js";
import { change } from "../settings.js";
import { t } from "../words/words.js";
import { Meter, usePlan } from "./plan.js";
import { Coming, useComing } from "./coming.js";
import { idsOf, wire } from "./scope.js";
import { Scope } from "./sources.js";

export const STRATEGIES = ["auto", "full", "scan", "retrieve"];

/** `onAsk` tells whether the question was taken. `since`: when the last one was asked here. */
export function Composer({ scope, onScope, onAsk, busy, big, since = null }) {
  const documents = useStore((state) => state.documents);
  const collections = useStore((state) => state.collections);
  const settings = useStore((state) => state.settings);
  const [text, type] = useState("");
  const quoted = useStore((state) => state.quoted);
  const field = useRef();
  const count = useMemo(() => idsOf(scope, documents, collections).length, [scope, documents, collections]);
  const coming = useComing(scope);
  const [held, hold] = useState(null); // a question while files come: "choose" whether to wait for them, or "wait"
  const plan = usePlan(wire(scope, documents, collections), count);
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
      <${Ways} settings=${settings} />
      <button class="send" aria-label=${t("ask.send")} title=${t("ask.send")} disabled=${!text.trim() || nothing || busy}><${Icon} name="send" /></button>
    </div>
    <${Meter} plan=${nothing ? null : plan} strategy=${settings?.strategy} />
  </form>`;
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
}

/** How the question meets the windows; most people never need it. */
function Ways({ settings }) {
  const [open, show] = useState(false);
  if (!settings) return null;
  const choose = (strategy) => {
    change({ strategy });
    show(false);
  };
  return html`<button type="button" class="chip quiet" aria-haspopup="dialog" onClick=${() => show(true)} title=${t("strategy.title")}>
      <${Icon} name="settings" size=${16} /><span>${t(`strategy.${settings.strategy}`)}</span></button>
    ${open && html`<${Dialog} title=${t("strategy.title")} onClose=${() => show(false)}>
      <div class="choices tall">${STRATEGIES.map((one) => html`<button type="button" class="choice" key=${one}
        aria-pressed=${settings.strategy === one} onClick=${() => choose(one)}>
        <span><b>${t(`strategy.${one}`)}</b><br /><small>${t(`strategy.${one}.says`)}</small></span></button>`)}</div>
    <//>`}`;
}
