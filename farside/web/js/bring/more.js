/** Ways into the library besides files: text that is typed or pasted, a page of the web, a folder that is watched. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Dialog, Menu } from "../parts/basics.js";
import { put, useStore } from "../store.js";
import { picked, send } from "../uploads.js";
import { t } from "../words/words.js";
import { AddPage, hostOf } from "./page.js";
import { Failure, useSending } from "./sending.js";
import { AddWatch } from "./watches.js";

const FORMS = { text: AddText, page: AddPage, watch: AddWatch };

export function More({ collection = null }) {
  const may = useStore((state) => state.settings?.limits);
  const shared = useStore((state) => state.me?.shared); // into what others share come files alone
  const [open, show] = useState(null);
  useEffect(() => {
    if (shared) return undefined;
    const paste = (event) => {
      if (event.target.closest?.("input, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
      const { files } = event.clipboardData;
      const given = event.clipboardData.getData("text/plain").trim();
      if (!files.length && !given) return;
      event.preventDefault();
      if (files.length) send(picked(files), collection);
      else show((may?.fetch ?? true) && hostOf(given) ? { kind: "page", given } : { kind: "text", given });
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, [collection, may, shared]);
  if (shared) return null;
  const Form = open && FORMS[open.kind];
  const entry = (kind, icon) => ({ label: t(`bring.${kind}`), icon, run: () => show({ kind, given: "" }) });
  return html`<${Menu} label=${t("bring.more")} icon="more" actions=${[
      entry("text", "pen"), may?.fetch && entry("page", "link"), may?.watch && entry("watch", "folder"),
    ]} />
    ${Form && html`<${Form} given=${open.given} collection=${collection} onClose=${() => show(null)} />`}`;
}

/** Text becomes a document. */
function AddText({ given, collection, onClose }) {
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
