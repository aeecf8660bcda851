/** The two ways to choose files without dragging them: files (archives too), or a whole folder. */
import { html, useRef } from "../ui.js";
import { Icon } from "../parts/icons.js";
import { may } from "../shared.js";
import { picked, send } from "../uploads.js";
import { t } from "../words/words.js";

/** `bare`: files alone, as a small button. */
export function Pickers({ collection = null, small = false, bare = false }) {
  if (!may("edit")) return null;
  if (bare) return html`<${Picker} label=${t("upload.files")} icon="plus" look="icon-button" collection=${collection} bare />`;
  return html`<div class="row center">
    <${Picker} label=${t("upload.files")} icon="plus" look=${small ? "button" : "button primary"} collection=${collection} />
    <${Picker} label=${t("upload.folder")} icon="folder" look="button" collection=${collection} folder />
  </div>`;
}

function Picker({ label, icon, look, collection, folder = false, bare = false }) {
  const field = useRef();
  const chosen = () => {
    send(picked(field.current.files), collection);
    field.current.value = "";
  };
  return html`<input ref=${field} type="file" multiple hidden webkitdirectory=${folder} aria-label=${label}
      data-pick=${folder ? "folder" : "files"} onChange=${chosen} />
    <button type="button" class=${look} title=${bare ? label : undefined} onClick=${() => field.current.click()}><${Icon} name=${icon} size=${17} />${bare ? html`<span class="visually-hidden">${label}</span>` : label}</button>`;
}
