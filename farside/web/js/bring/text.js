/** Text becomes a document. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { Dialog } from "../parts/basics.js";
import { put } from "../store.js";
import { t } from "../words/words.js";
import { Failure, useSending } from "./sending.js";

export function AddText({ given, collection, onClose }) {
  const [name, rename] = useState("");
  const [text, type] = useState(given);
  const [state, begin] = useSending();
  const done = async (event) => {
    event.preventDefault();
    const item = await begin(() => api.post("/api/texts", { text, name: name.trim() || null, collection }));
    if (!item) return;
    put("items", [[item.id, item]]);
    onClose();
  };
  return html`<${Dialog} title=${t("bring.text")} onClose=${onClose}>
    <form class="stack" onSubmit=${done}>
      <label class="field"><span>${t("bring.text.words")}</span>
        <textarea class="input" rows="9" maxlength="10000000" value=${text} onInput=${(event) => type(event.target.value)}></textarea></label>
      <label class="field"><span>${t("bring.name")}</span>
        <input class="input" value=${name} maxlength="200" placeholder=${t("bring.name.hint")} onInput=${(event) => rename(event.target.value)} /></label>
      <${Failure} error=${state.error} />
      <div class="row end"><button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <button class="button primary" disabled=${!text.trim() || state.busy}>${t("bring.add")}</button></div>
    </form>
  <//>`;
}
