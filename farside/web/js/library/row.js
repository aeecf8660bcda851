/** One file: what it is, how far it is, what can be done with it. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { chooseScope } from "../ask/scope.js";
import { Bar, Confirm, IconButton, Menu } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { discard } from "../deletions.js";
import { shelfName, shownName } from "../names.js";
import { openDocument } from "../reader/open.js";
import { originalOf } from "../reader/place.js";
import { go } from "../router.js";
import { staying } from "../notes/news.js";
import { may } from "../shared.js";
import { put, useStore } from "../store.js";
import { toast } from "../toasts.js";
import { resend, unsend } from "../uploads.js";
import { t } from "../words/words.js";
import { Unlock } from "./unlock.js";
import { factsOf, opens, stateOf } from "./rows.js";
import { canRetry, Details } from "./trouble.js";

export function Row({ row, ticked, onTick, onCollect }) {
  const state = stateOf(row);
  const name = shownName(row.one.name);
  const known = row.kind === "document";
  return html`<div class="file ${state.look}" data-state=${known ? (row.one.reading?.state ?? "ready") : row.one.state}>
    ${known ? html`<input type="checkbox" checked=${ticked} onChange=${onTick} aria-label=${t("library.tick", { name })} />` : html`<span class="file-icon"><${Icon} name=${state.look === "bad" ? "warn" : "file"} size=${18} /></span>`}
    <div class="file-main">
      ${opens(row)
        ? html`<button type="button" class="file-name ellipsis" title=${row.one.name} onClick=${() => openDocument(row.one.id, row.one.name)}>${name}</button>`
        : html`<span class="file-name ellipsis" title=${row.one.name}>${name}</span>`}
      <span class="file-facts ellipsis">${known ? [factsOf(row), ...row.one.collections.map(shelfName)].join(" · ") : factsOf(row)}</span>
    </div>
    <div class="file-state"><span class="ellipsis" title=${state.words}>${state.words}</span>${state.look === "bad" && html`<${Details} row=${row} />`}
      ${state.share !== undefined && html`<${Bar} share=${state.share} label=${name} />`}</div>
    <div class="file-actions">${known ? html`<${OfDocument} one=${row.one} onCollect=${onCollect} />` : html`<${OfFile} row=${row} />`}</div>
  </div>`;
}

function OfDocument({ one, onCollect }) {
  const [asking, ask] = useState(false);
  const own = useStore((state) => !state.me?.shared);
  const name = shownName(one.name);
  const guide = () => {
    chooseScope({ kind: "picks", ids: [one.id] });
    go("/");
  };
  const gone = () => discard("document", [one.id], t("deleted", { name }));
  return html`<${Menu} label=${t("library.actions", { name })} actions=${[
      { label: t("library.open"), icon: "file", run: () => openDocument(one.id, one.name) },
      may("ask") && { label: t("library.guide"), icon: "spark", run: guide },
      own && { label: t("library.collect"), icon: "folder", run: () => onCollect([one.id]) },
      { label: t("reader.original"), icon: "download", href: originalOf(one.id) },
      may("edit") && { label: t(own ? "delete" : "shared.out"), icon: "trash", danger: true, run: () => ask(true) },
    ]} />
    ${asking && html`<${Confirm} title=${t("library.delete.title", { n: 1 })} text=${t(own ? "library.delete.says" : "shared.out.says", { n: 1, name })} more=${staying()}
      action=${t(own ? "delete" : "shared.out")} onYes=${gone} onClose=${() => ask(false)} />`}`;
}

/** A file that failed can be tried again, with a password where it wants one; any can be let go. */
function OfFile({ row }) {
  const [asking, ask] = useState(false);
  const { one, kind } = row;
  const name = shownName(one.name);
  const failed = one.state === "failed";
  const retry = async () => {
    if (kind === "sending") return resend(one.id);
    try {
      put("items", [[one.id, await api.post(`/api/items/${one.id}/retry`, { password: null })]]);
    } catch (error) {
      toast(error);
    }
    return undefined;
  };
  const forget = async () => {
    if (kind === "sending") return unsend(one.id);
    try {
      await api.remove(`/api/items/${one.id}`);
      put("items", [[one.id, undefined]]);
    } catch (error) {
      toast(error);
    }
    return undefined;
  };
  const locked = one.code === "password_needed";
  return html`${failed && locked && html`<button type="button" class="button small" onClick=${() => ask(true)}><${Icon} name="lock" size=${15} />${t("state.unlock")}</button>`}
    ${failed && canRetry(row) && html`<${IconButton} icon="retry" size=${18} label=${t("state.retry", { name })} onClick=${retry} />`}
    <${IconButton} icon="close" size=${18} label=${t("state.forget", { name })} onClick=${forget} />
    ${asking && html`<${Unlock} item=${one} name=${name} onClose=${() => ask(false)} />`}`;
}
