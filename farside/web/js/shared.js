/** The collection of somebody else that the page is in, and what the person may do there. */
import { Icon } from "./parts/icons.js";
import { get, useStore } from "./store.js";
import { html } from "./ui.js";
import { t } from "./words/words.js";

export const ROLES = ["read", "ask", "edit"];

/** Whether a person may read, ask or edit here; in their own library they may. */
export const may = (what, me = get().me) => !me?.shared || ROLES.indexOf(me.shared.role) >= ROLES.indexOf(what);

/** What stands above the page of a shared collection: whose it is, and the way back. */
export function Strip() {
  const shared = useStore((state) => state.me?.shared);
  if (!shared) return null;
  return html`<p class="shared-strip" role="note"><${Icon} name="folder" size=${16} />
    <span class="ellipsis"><bdi>${shared.collection}</bdi> · ${t("shared.by", { owner: shared.owner })} · ${t(`role.${shared.role}`)}</span>
    <a href="/library" data-own>${t("shared.back")}</a></p>`;
}

/** What others share with the person. */
export function SharedWithMe() {
  const shared = useStore((state) => state.shared);
  if (!shared.length) return null;
  return html`<section class="section"><h2>${t("shared.with-me")}</h2><div class="cards">${shared.map((one) => html`<article class="card" key=${one.id}>
    <${Icon} name="folder" size=${18} /><a class="card-link" href=${`/s/${one.id}/library`} data-own><h3><bdi>${one.collection}</bdi></h3>
      <p class="note">${t("shared.by", { owner: one.owner })} · ${t(`role.${one.role}`)}</p></a></article>`)}</div></section>`;
}

/** Shown where it was taken back. */
export const TakenBack = () => html`<div class="waiting"><p role="alert">${t("shared.gone")}</p><a href="/library" data-own>${t("shared.back")}</a></div>`;
