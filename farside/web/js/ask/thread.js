/** What was said in a conversation, from its first question on. */
import { html, useLayoutEffect, useRef } from "../ui.js";
import * as api from "../api.js";
import { Spinner } from "../parts/basics.js";
import { useStore } from "../store.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { OVER } from "./live.js";
import { Exchange, Question, Said } from "./message.js";

export function Thread({ talk, onAsk }) {
  const messages = talk.talk?.messages;
  const box = useRef();
  const count = messages?.filter((one) => one.role === "user").length ?? 0;
  useLayoutEffect(() => {
    const questions = box.current?.querySelectorAll(".question") ?? [];
    questions[questions.length - 1]?.scrollIntoView({ block: "start" });
  }, [count, talk.talk?.id]);
  const again = async (run) => {
    try {
      await api.post(`/api/runs/${run}/resume`);
      await talk.load();
    } catch (error) {
      toast(error);
    }
  };
  if (!messages) return html`<div class="thread"><${Spinner} /></div>`;
  return html`<div class="thread" ref=${box} role="log" aria-label=${t("nav.ask")}>
    <h1 class="visually-hidden" tabindex="-1">${talk.talk.title || t("nav.ask")}</h1>
    ${messages.map((one) => html`<${Message} key=${one.id} message=${one} messages=${messages} onOver=${talk.load} onAgain=${again} onAsk=${onAsk} />`)}
  </div>`;
}

/** A message; what a run said stands with the last question that it was asked. A run that has said nothing yet, or goes
 * on after it was stopped, is shown at work. */
function Message({ message, messages, onOver, onAgain, onAsk }) {
  const state = useStore((known) => known.runs.get(message.run)?.state);
  const mine = messages.filter((one) => message.run && one.run === message.run);
  const last = mine.filter((one) => one.role === "user").pop();
  if (message.role === "assistant") return last ? null : html`<${Said} message=${message} onAgain=${onAgain} onAsk=${onAsk} />`;
  if (message !== last) return html`<${Question} message=${message} onAsk=${onAsk} />`;
  const replies = mine.filter((one) => one.role === "assistant");
  const going = (state && !OVER.includes(state)) || !replies.length;
  return html`<${Exchange} message=${message} replies=${replies} going=${going} onOver=${onOver} onAgain=${onAgain} onAsk=${onAsk} />`;
}
