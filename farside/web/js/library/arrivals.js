/** What came in of late: how many files were added, which were here already, which need a person. */
import { shownName } from "../names.js";
import { get, set } from "../store.js";
import { number } from "../text.js";
import { t } from "../words/words.js";

const KEY = "farside.arrived";
const COMING = ["waiting", "parsing"];

const latest = (items) => [...items.values()].reduce((last, one) => (one.created > last ? one.created : last), "");

/** From here on what comes is new: at the first look, when a person put the sum away, and when files come after all of
 * the last ones have settled. */
export function beginArrivals() {
  const since = latest(get().items);
  set({ arrivedSince: since });
  try {
    sessionStorage.setItem(KEY, since);
  } catch {
    // storage may be forbidden: then a sum lasts as long as the page
  }
}

/** As before the page was loaded again; else what is there is no news. */
export function rememberArrivals() {
  if (get().arrivedSince !== null) return;
  try {
    const kept = sessionStorage.getItem(KEY);
    if (kept !== null) return set({ arrivedSince: kept });
  } catch {
    // as above
  }
  return beginArrivals();
}

/** Files are about to be sent: they belong with those that are still on their way, or are a new arrival. */
export function expectArrivals(state = get()) {
  if (!sumOf(state).coming) beginArrivals();
}

/** {coming, added (ids), here ([{name, as, id}]), need, passed, total} of what came since the last beginning. */
export function sumOf({ sending, items, documents, arrivedSince }) {
  const sum = { coming: 0, added: [], here: [], need: 0, passed: 0, total: 0 };
  const since = arrivedSince ?? "\uffff";
  const seen = new Set();
  for (const one of sending.values()) one.state === "failed" ? (sum.need += 1) : (sum.coming += 1);
  for (const one of items.values()) {
    if (one.created <= since || (one.state === "ready" && !one.document)) continue; // an archive counts by its files
    if (COMING.includes(one.state)) sum.coming += 1;
    else if (one.state === "failed") sum.need += 1;
    else if (one.state === "skipped") sum.passed += 1;
    else place(one, documents.get(one.document), seen, sum);
  }
  return { ...sum, total: sum.coming + sum.added.length + sum.here.length + sum.need };
}

/** A file that is a document: a new one, or one that was here with the same bytes. */
function place(item, document, seen, sum) {
  if (!document) return; // it was deleted meanwhile, or is told of in a moment
  const known = document.added < item.created || seen.has(document.id);
  seen.add(document.id);
  if (known) sum.here.push({ name: item.name, as: document.name, id: document.id });
  else sum.added.push(document.id);
}

/** "3 added, 16 were here already, 6 need you". */
export function sumWords({ added, here, need, passed }) {
  const parts = [["added", added.length], ["here", here.length], ["need", need], ["passed", passed]];
  return parts.filter(([, n]) => n).map(([what, n]) => t(`arrived.${what}`, { n: number(n) })).join(", ");
}

/** Where a file that was here already is: under its own name, or under another one. */
export const placeWords = ({ name, as }) =>
  name === as ? t("arrived.same", { name: shownName(name) }) : t("arrived.as", { name: shownName(name), as: shownName(as) });
