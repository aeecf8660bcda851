/** Asks for the password of a file until one fits. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Dialog, Spinner } from "../parts/basics.js";
import { useStore } from "../store.js";
import { problem } from "../text.js";
import { t } from "../words/words.js";
import { tried } from "./trouble.js";

/** `item`: a file that failed because it is locked. Its state tells what came of a password. */
export function Unlock({ item: { id }, name, onClose }) {
  const [password, type] = useState("");
  const [asked, wait] = useState(null); // the item as it was when a password was tried
  const [wrong, say] = useState("");
  const item = useStore((state) => state.items.get(id));
  useEffect(() => {
    if (!item || item.state === "ready" || item.done > 0) onClose();
    else if (asked && item !== asked && item.state === "failed") {
      wait(null);
      if (item.code !== "password_needed") onClose(); // it fits, and the row says what else is wrong
      else say(t("state.password.wrong"));
    }
  }, [item, asked]);
  const done = async (event) => {
    event.preventDefault();
    if (!password || asked) return;
    say("");
    tried.add(id);
    try {
      await api.post(`/api/items/${id}/retry`, { password });
      wait(item);
    } catch (error) {
      say(problem(error));
    }
  };
  return html`<${Dialog} title=${name} onClose=${onClose}>
    <form onSubmit=${done} class="stack">
      <label class="field"><span>${t("state.password.label")}</span>
        <input class="input" type="password" value=${password} autocomplete="off" aria-invalid=${wrong ? "true" : undefined}
          aria-describedby="unlock-said" onInput=${(event) => (type(event.target.value), say(""))} />
        <small id="unlock-said" class=${wrong ? "bad" : ""} role="status">${wrong || t("state.password.kept")}</small></label>
      <div class="row end">
        ${asked && html`<${Spinner} />`}
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <button class="button primary" disabled=${!password || Boolean(asked)}>${t("state.unlock")}</button>
      </div>
    </form>
  <//>`;
}
