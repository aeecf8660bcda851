/** How answers about a collection are written: a person's own words, and a language. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { Dialog } from "../parts/basics.js";
import { put, useStore } from "../store.js";
import { toast } from "../toasts.js";
import { language, t } from "../words/words.js";

const MOST = 600;
const LANGUAGES = ["en", "zh", "de", "fr", "es", "pt", "it", "ja", "ko", "ru", "ar"];

export function WishDialog({ name, onClose }) {
  const one = useStore((state) => state.collections.get(name));
  const [wish, write] = useState(one.wish ?? "");
  const [spoken, speak] = useState(one.language ?? "");
  const named = new Intl.DisplayNames(language(), { type: "language" });
  const keep = async (event) => {
    event.preventDefault();
    onClose();
    try {
      const { ids: _, ...changed } = await api.patch(`/api/collections/${encodeURIComponent(name)}`, { wish, language: spoken });
      put("collections", [[name, changed]]);
      toast(t("wish.kept"));
    } catch (error) {
      toast(error);
    }
  };
  return html`<${Dialog} title=${t("wish.title")} onClose=${onClose}><form class="stack" onSubmit=${keep}>
    <p class="dialog-text">${t("wish.says", { name })}</p>
    <label class="field"><span>${t("wish.words")}</span><textarea class="input" rows="4" maxlength=${MOST} value=${wish} placeholder=${t("wish.hint")}
      onInput=${(event) => write(event.target.value)}></textarea></label>
    <label class="field"><span>${t("wish.language")}</span><select class="input" value=${spoken} onChange=${(event) => speak(event.target.value)}>
      <option value="">${t("wish.language.own")}</option>${LANGUAGES.map((code) => html`<option value=${code} key=${code}>${named.of(code)}</option>`)}</select></label>
    <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button><button class="button primary">${t("wish.keep")}</button></div>
  </form><//>`;
}

/** How an answer was asked to be written. */
export function Wished({ wish }) {
  const told = [wish.text && `“${wish.text}”`, wish.language && new Intl.DisplayNames(language(), { type: "language" }).of(wish.language)];
  return html`<p class="note">${t("wish.told")} ${told.filter(Boolean).join(" · ")}</p>`;
}
