/** What the library shows: files on their way first, then documents. One shape for all of them. */
import { matcher, sorted } from "./order.js";
import { bytes, date, duration, number, percent } from "../text.js";
import { t } from "../words/words.js";
import { remedy } from "./trouble.js";

const ORDER = { failed: 0, sending: 1, parsing: 1, waiting: 2, queued: 3, skipped: 4 };

/** {key, kind: sending|item|document, name, collection(s), …} in the order in which they are shown. */
export function rowsOf({ sending, items, documents }, { collection, search, skipped, order }) {
  const means = matcher(search);
  const here = (one) => !collection || one.collection === collection;
  const way = [
    ...[...sending.values()].map((one) => ({ key: one.id, kind: "sending", one })),
    ...[...items.values()]
      .filter((one) => one.state !== "ready" && (skipped || one.state !== "skipped"))
      .map((one) => ({ key: one.id, kind: "item", one })),
  ].filter((row) => means(row.one) && here(row.one));
  way.sort((a, b) => (ORDER[a.one.state] ?? 2) - (ORDER[b.one.state] ?? 2));
  const kept = sorted(documents, order)
    .filter((one) => (!collection || one.collections.includes(collection)) && means(one))
    .map((one) => ({ key: one.id, kind: "document", one }));
  return [...way, ...kept];
}

/** {words, share (0 to 1, null unknown, undefined none), look} of a row's state. */
export function stateOf({ kind, one }) {
  if (kind === "sending") return ofSending(one);
  return kind === "item" ? ofItem(one) : ofDocument(one);
}

function ofSending(one) {
  if (one.state === "failed") return { words: remedy({ kind: "sending", one }), look: "bad" };
  if (one.state === "sending") return { words: t("state.sending", { share: percent(one.done) }), share: one.done, look: "busy" };
  return { words: t("state.queued"), look: "calm" };
}

function ofItem(one) {
  if (one.state === "failed") return { words: remedy({ kind: "item", one }), look: "bad" };
  if (one.state === "skipped") return { words: t("state.skipped", { why: one.why ?? "" }), look: "calm" };
  if (one.state === "waiting") return { words: t("state.waiting"), look: "calm" };
  if (!one.pages) return { words: t("state.parsing"), share: null, look: "busy" };
  const left = one.seconds_left ? ` · ${t("working.left", { time: duration(one.seconds_left) })}` : "";
  const words = t("state.pages", { done: number(one.done), n: number(one.pages) }) + left;
  return { words, share: one.done / one.pages, look: "busy" };
}

/** How much of its pages the model has read. */
function ofDocument({ reading, pages }) {
  const n = number(pages);
  if (reading?.state === "read") return { words: t("state.read", { n }), look: "good" };
  if (reading?.state === "waiting") return { words: t("state.next", { n }), look: "calm" };
  const share = reading?.windows ? reading.done / reading.windows : 0;
  if (reading?.state === "reading") return { words: t("state.reading", { share: percent(share) }), share: reading.windows ? share : null, look: "busy" };
  return { words: share ? t("state.part", { share: percent(share) }) : t("state.unread", { n }), look: "good" };
}

/** Whether pages of it can be looked at: a document's, and those of a file that are read so far. */
export const opens = ({ kind, one }) => kind === "document" || (kind === "item" && one.state === "parsing" && one.done > 0);

/** The small print of a row. */
export function factsOf({ kind, one }) {
  if (kind !== "document") return [one.size && bytes(one.size), one.archive && t("trouble.from", { name: one.archive })].filter(Boolean).join(" · ");
  return [one.kind && one.kind !== "other" && t(`document.${one.kind}`, { n: 1 }), t("count.pages", { n: number(one.pages) }), bytes(one.size), date(one.added)].filter(Boolean).join(" · ");
}
