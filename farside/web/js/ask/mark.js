/** What a person says of an answer: right, wrong, or not stated. It is kept, and learned from only where they say so. */
import * as api from "../api.js";
import { html, useEffect, useState } from "../ui.js";
import { IconButton, Prompt } from "../parts/basics.js";
import { t } from "../words/words.js";
import { toast } from "../toasts.js";

const SAID = [["right", "check"], ["wrong", "close"], ["not-stated", "minus"]];

export function Mark({ answer }) {
  const path = `/api/answers/${encodeURIComponent(answer.id)}/mark`;
  const [said, change] = useState(null);
  const [asking, ask] = useState(false);
  useEffect(() => void api.get(path).then((kept) => change(kept.said), () => {}), [path]);
  const say = async (wanted, words = "") => {
    try {
      if (wanted) await api.post(path, { said: wanted, words });
      else await api.remove(path);
      change(wanted);
      if (wanted) toast(t("mark.kept"));
      if (wanted === "wrong" && !words) ask(true);
    } catch (error) {
      toast(words && error.status === 400 ? t("mark.nowhere") : error);
    }
  };
  return html`<span class="marks" role="group" aria-label=${t("mark.all")}>
    ${SAID.map(([one, icon]) => html`<${IconButton} key=${one} icon=${icon} size=${17} label=${t(`mark.${one}`)} pressed=${said === one}
      onClick=${() => say(said === one ? null : one)} />`)}
    ${asking && html`<${Prompt} title=${t("mark.where")} label=${t("mark.words")} action=${t("mark.keep")}
      onDone=${(words) => say("wrong", words)} onClose=${() => ask(false)} />`}
  </span>`;
}
