/** Whom a collection is shared with, what each may do, and who did what to it. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Confirm, Dialog } from "../parts/basics.js";
import { ROLES } from "../shared.js";
import { moment } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

export function Share({ name, onClose }) {
  const path = `/api/collections/${encodeURIComponent(name)}/shares`;
  const [state, change] = useState(null);
  const [taking, take] = useState(null);
  const order = (wanted) => wanted.then(change, toast);
  useEffect(() => void order(api.get(path)), [name]);
  const give = (user, role) => order(api.post(path, { user, role }));
  return html`<${Dialog} title=${t("share.title", { name })} onClose=${onClose}>
    <p class="dialog-text">${t("share.same")}</p>
    ${state?.members.length > 0 && html`<ul class="members">${state.members.map((one) => html`<li class="row" key=${one.user}>
      <span class="grow ellipsis">${one.user}</span><${Role} value=${one.role} label=${t("share.may", { user: one.user })} onChange=${(role) => give(one.user, role)} />
      <button type="button" class="button" onClick=${() => take(one.user)}>${t("share.back")}</button></li>`)}</ul>`}
    <${Add} onGive=${give} />
    ${state?.events.length > 0 && html`<details class="doubts"><summary>${t("share.record")}</summary>
      <ol class="record">${state.events.map((one, at) => html`<li key=${at}>${did(one)} <small class="note">${moment(one.at)}</small></li>`)}</ol></details>`}
    ${taking && html`<${Confirm} title=${t("share.back")} text=${t("share.back.says", { user: taking })} action=${t("share.back")}
      onYes=${() => order(api.remove(`${path}/${encodeURIComponent(taking)}`))} onClose=${() => take(null)} />`}
  <//>`;
}

function Add({ onGive }) {
  const [user, type] = useState("");
  const [role, choose] = useState("read");
  const done = (event) => {
    event.preventDefault();
    if (!user.trim()) return;
    onGive(user.trim(), role);
    type("");
  };
  return html`<form class="row" onSubmit=${done}>
    <label class="field grow"><span>${t("share.user")}</span><input class="input" value=${user} autocomplete="off" maxlength="64" onInput=${(event) => type(event.target.value)} /></label>
    <label class="field"><span>${t("share.role")}</span><${Role} value=${role} onChange=${choose} /></label>
    <button class="button primary" disabled=${!user.trim()}>${t("share.give")}</button></form>`;
}

function Role({ value, label, onChange }) {
  return html`<select class="input" value=${value} aria-label=${label} onChange=${(event) => onChange(event.target.value)}>
    ${ROLES.map((one) => html`<option value=${one} key=${one}>${t(`role.${one}`)}</option>`)}</select>`;
}

const did = (one) => t(`did.${one.what}`, { who: one.who, whom: one.whom, what: one.document, role: one.role && t(`role.${one.role}`) });
