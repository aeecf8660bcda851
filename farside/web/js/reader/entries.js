/** What a person can do with a passage of a document. Another module adds its own with `addEntry`. */
import { chooseScope } from "../ask/scope.js";
import { shownName } from "../names.js";
import { go } from "../router.js";
import { set } from "../store.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";
import { addressOf, linkTo, markOf } from "./address.js";
import { closeReader } from "./open.js";
import { isPart } from "./place.js";

export const ENTRIES = [
  { key: "select.ask", icon: "ask", run: ask, fits: ({ document_id: id }) => !isPart(id) },
  { key: "select.copy", icon: "copy", run: copyCited },
];

/** `entry`: {key: of its words, icon, run(passage), fits(passage)?}. A passage is {document_id, document, start, end,
 * page, label, text}: where it stands, its page's number and its label as people read it, and its words. */
export function addEntry(entry) {
  if (!ENTRIES.some(({ key }) => key === entry.key)) ENTRIES.push(entry);
}

/** Its words, and where they stand. */
const quoted = ({ text, document, label }) => `“${text}” (${[shownName(document), label].filter(Boolean).join(", ")})`;

/** Puts the words into the question that is being written; where none is, into one about this document. */
function ask(passage) {
  const narrow = matchMedia("(max-width: 1000px)").matches; // there the reader lies over the question
  set({ quoted: quoted(passage) });
  if (document.getElementById("question")) {
    if (narrow) closeReader();
    return;
  }
  chooseScope({ kind: "picks", ids: [passage.document_id] });
  go(narrow ? "/" : addressOf(markOf(passage), "/"));
}

async function copyCited(passage) {
  const link = isPart(passage.document_id) ? [] : [linkTo(passage)];
  await copy([quoted(passage), ...link].join("\n"));
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch {
    toast(t("copy.refused"));
  }
}
