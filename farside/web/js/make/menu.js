/** One button wherever documents are: everything that can be made of them, what fits first, each with its time. */
import { html, later, useState } from "../ui.js";
import { useMinutes } from "../ask/plan.js";
import { idsOf, scopeName } from "../ask/scope.js";
import { Dialog, IconButton } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { get, useStore } from "../store.js";
import { t } from "../words/words.js";
import { fitting, ICONS, KINDS } from "./kinds.js";

const Form = later("Form", () => import("../tables/forms.js"));

/** `scope` is what it is made of; `bare`: only the picture. */
export function Make({ scope, bare = false }) {
  const [open, show] = useState(false);
  const [thing, choose] = useState(null);
  const pick = (one) => {
    show(false);
    choose(one);
  };
  return html`${bare ? html`<${IconButton} icon="spark" label=${t("make.of-this")} onClick=${() => show(true)} />`
      : html`<button type="button" class="button" aria-haspopup="dialog" onClick=${() => show(true)}><${Icon} name="spark" size=${16} />${t("make")}</button>`}
    ${open && html`<${Choice} scope=${scope} onPick=${pick} onClose=${() => show(false)} />`}
    ${thing && html`<${Form} key=${thing} kind=${thing} given=${{ scope }} onClose=${() => choose(null)} />`}`;
}

function Choice({ scope, onPick, onClose }) {
  const documents = useStore((state) => state.documents);
  const ids = idsOf(scope, documents);
  const first = fitting(ids, documents);
  const minutes = useMinutes(scope, ids.length);
  return html`<${Dialog} title=${t("make.title", { name: scopeName(scope, documents, get().collections) })} onClose=${onClose}>
    <div class="choices tall">${[...first, ...KINDS.filter((one) => !first.includes(one))].map((one) => html`<button type="button" class="choice" key=${one} onClick=${() => onPick(one)}>
      <${Icon} name=${ICONS[one]} /><span><b>${t(`table.${one}`)}</b>${first.includes(one) && html` <span class="tag">${t("make.fits")}</span>`}<br /><small>${t(`table.${one}.short`)}</small></span>
      <small class="minutes">${minutes(one)}</small></button>`)}</div>
  <//>`;
}
