/** What a question is put to: everything (also what comes later), collections, or ticked documents. */
import { BASE } from "../router.js";
import { get, set } from "../store.js";
import { shelfName, shownName } from "../names.js";
import { number } from "../text.js";
import { t } from "../words/words.js";

const KEY = `farside.scope${BASE}`;
export const ALL = { kind: "all" };

/** The choice of last time. */
export function rememberScope() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    if (kept?.kind) set({ scope: kept });
  } catch {
    // nothing kept, or nothing that we wrote
  }
}

export function chooseScope(scope) {
  set({ scope });
  try {
    sessionStorage.setItem(KEY, JSON.stringify(scope));
  } catch {
    // storage may be forbidden: then the choice lasts as long as the page
  }
}

/** The collections that a choice names, as far as they are there. */
export function namesOf(scope, collections = get().collections) {
  const named = scope.kind === "collection" ? [scope.name] : (scope.names ?? []);
  return named.filter((name) => collections.has(name));
}

/** A choice of these collections; of none it is everything. */
export function ofCollections(names) {
  if (!names.length) return ALL;
  return names.length === 1 ? { kind: "collection", name: names[0] } : { kind: "collections", names };
}

/** Whether a choice takes in what comes later. */
export const isOpen = (scope) => scope.kind !== "picks" && scope.kind !== "notes";

/** A choice as the server takes it: everything is said as such, never as a list. What was deleted meanwhile is left out. */
export function wire(scope, documents = get().documents, collections = get().collections) {
  const nothing = { documents: [], collection: null, collections: [], everything: false };
  if (scope.kind === "notes") return nothing;
  if (scope.kind === "picks") return { ...nothing, documents: scope.ids.filter((id) => documents.has(id)) };
  const names = namesOf(scope, collections);
  if (names.length === 1) return { ...nothing, collection: names[0] };
  return names.length ? { ...nothing, collections: names } : { ...nothing, everything: true };
}

/** The same for a question or a conversation, which may be about the person's notes. */
export const wireAsked = (scope, ...known) => ({ ...wire(scope, ...known), notes: scope.kind === "notes" });

/** The documents of a choice, as they are now, in the order of the library. */
export function idsOf(scope, documents = get().documents, collections = get().collections) {
  if (scope.kind === "notes") return [];
  if (scope.kind === "picks") return scope.ids.filter((id) => documents.has(id));
  const names = namesOf(scope, collections);
  if (!names.length) return [...documents.keys()];
  return [...documents.values()].filter((one) => one.collections.some((name) => names.includes(name))).map((one) => one.id);
}

/** The choice that a conversation was left with, or a run was asked of. */
export function scopeOf(about) {
  if (about.notes) return { kind: "notes" };
  if (about.everything) return ALL;
  const names = [...(about.collection ? [about.collection] : []), ...(about.collections ?? [])];
  return names.length ? ofCollections(names) : { kind: "picks", ids: about.documents };
}

/** A choice of these documents; of all that there are it is everything. */
export function ofDocuments(ids, documents = get().documents) {
  const there = ids.filter((id) => documents.has(id));
  return there.length && there.length === documents.size ? ALL : { kind: "picks", ids: there };
}

/** The choice with one document more, or less. */
export function toggled(scope, id, documents = get().documents, collections = get().collections) {
  const ids = new Set(idsOf(scope, documents, collections));
  ids.delete(id) || ids.add(id);
  return ofDocuments([...ids], documents);
}

export function scopeName(scope, documents, collections) {
  const names = namesOf(scope, collections);
  if (names.length) return names.map(shelfName).join(" + ");
  if (scope.kind === "notes") return t("scope.notes");
  if (scope.kind !== "picks") return t("scope.all", { n: number(documents.size) });
  const ids = scope.ids.filter((id) => documents.has(id));
  if (ids.length === 1) return shownName(documents.get(ids[0]).name, documents);
  return t("scope.picks", { n: number(ids.length) });
}

const COMING = ["waiting", "parsing"];

/** How many files are on their way into a choice. */
export function comingInto(scope, { sending, items, collections }) {
  if (!isOpen(scope)) return 0;
  const names = namesOf(scope, collections);
  const into = (one) => !names.length || names.includes(one.collection);
  const sent = [...sending.values()].filter((one) => one.state !== "failed" && into(one));
  return sent.length + [...items.values()].filter((one) => COMING.includes(one.state) && into(one)).length;
}
