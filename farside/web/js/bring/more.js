/** Ways into the library besides files: text that is typed or pasted, a page of the web, a folder that is watched. */
import { html, useEffect, useState } from "../ui.js";
import { Menu } from "../parts/basics.js";
import { useStore } from "../store.js";
import { picked, send } from "../uploads.js";
import { t } from "../words/words.js";
import { AddPage, hostOf } from "./page.js";
import { AddText } from "./text.js";
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
