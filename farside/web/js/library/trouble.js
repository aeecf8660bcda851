/** Files that did not become documents: what helps first, the technical part behind it, and no more than can help. */
import { html, useState } from "../ui.js";
import * as api from "../api.js";
import { shownName } from "../names.js";
import { Dialog } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { get, put } from "../store.js";
import { number, problem } from "../text.js";
import { toast } from "../toasts.js";
import { unsend } from "../uploads.js";
import { t } from "../words/words.js";

/** Faults of the file itself: trying the same file again ends in the same way. */
const OF_THE_FILE = ["damaged_file", "empty_file", "unsupported_file", "locked_file", "too_large"];

/** Files that a password was given for: those that still want one got a wrong one. */
export const tried = new Set();

/** The code and the server's words of a file that failed, on its way here or after. */
const fault = ({ kind, one }) => (kind === "sending" ? { code: one.why?.code, message: one.why?.message } : { code: one.code, message: one.why });

/** What a person can do, in few words. */
export function remedy(row) {
  const { code, message } = fault(row);
  if (code === "password_needed") return t(tried.has(row.one.id) ? "state.password.wrong" : "state.password");
  if (OF_THE_FILE.includes(code) || code === "file_limit") return t(`error.${code}`);
  return message ? problem({ code, message }) : t("state.failed");
}

export const canRetry = (row) => !OF_THE_FILE.includes(fault(row).code) && fault(row).code !== "password_needed";

/** The button that tells the server's own words. */
export function Details({ row }) {
  const [open, show] = useState(false);
  const { code, message } = fault(row);
  if (!message || code === "password_needed" || message === remedy(row)) return null;
  return html`<button type="button" class="link" onClick=${() => show(true)} aria-label=${t("trouble.details", { name: shownName(row.one.name) })}>${t("trouble.why")}</button>
    ${open && html`<${Dialog} title=${shownName(row.one.name)} onClose=${() => show(false)}><p class="dialog-text">${remedy(row)}</p>
      <p class="note words-of">${message}</p>
      ${row.one.archive && html`<p class="note">${t("trouble.from", { name: row.one.archive })}</p>`}<//>`}`;
}

/** Lets all files go that failed. */
export function ClearFailed({ rows }) {
  const failed = rows.filter((row) => row.one.state === "failed");
  if (failed.length < 2) return null;
  const clear = async () => {
    for (const { kind, one } of failed) {
      if (kind === "sending") unsend(one.id);
      else {
        try {
          await api.remove(`/api/items/${one.id}`);
        } catch (error) {
          if (error.status !== 404) return toast(error);
        }
        if (get().items.has(one.id)) put("items", [[one.id, undefined]]);
      }
    }
    return undefined;
  };
  return html`<button type="button" class="button small clear-failed" onClick=${clear}><${Icon} name="close" size=${15} />${t("trouble.clear", { n: number(failed.length) })}</button>`;
}
