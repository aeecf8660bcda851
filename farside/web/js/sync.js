/** Keeps the store as the server has it: lists at the start, then changes as they happen. */
import * as api from "./api.js";
import { rememberArrivals } from "./library/arrivals.js";
import { hearOfNotes } from "./notes/news.js";
import { get, put, set } from "./store.js";
import { follow } from "./stream.js";
import { told } from "./settings.js";
import { without } from "./deletions.js";
import { forgetDrafts } from "./ask/drafts.js";
import { followAddress } from "./reader/address.js";
import { dropOffline } from "./toasts.js";

export const LIVE = ["running", "stopping", "queued"];
const FRAME = 50; // changes of so many milliseconds are drawn together
let pending = [];
let timer = 0;
let end = null;
let loading = null; // the line whose lists are on their way; what it tells meanwhile waits: the lists may be older

/** Who is there, then everything else. Without anybody the sign-in is shown. */
export async function begin() {
  try {
    const me = await api.get("/api/me");
    set({ me, signedOut: false, fatal: null });
    if (![me.name, undefined].includes(history.state?.of)) {
      history.replaceState({}, ""); // what somebody else had open: the passage of the address alone
      set({ reader: null });
      followAddress();
    }
  } catch (error) {
    if (error.status !== 401) {
      set({ fatal: error });
      if (error.status !== 404) setTimeout(begin, 2000); // what was shared was taken back
    }
    return;
  }
  end?.();
  end = follow("/api/events", {
    open: () => {
      set({ online: true });
      dropOffline();
    },
    event: take,
    lost: () => set({ online: false }),
    gone: (error) => set(error.status === 404 ? { fatal: error } : { signedOut: true }),
  });
}

/** Forgets everything of the person who was signed in. */
export function leave() {
  end?.();
  end = null;
  pending = [];
  forgetDrafts();
  const empty = () => new Map();
  set({
    me: null, signedOut: true, loaded: false, settings: null, reader: null, samples: null, scope: { kind: "all" }, arrivedSince: null, noteCount: 0, noting: null,
    documents: empty(), items: empty(), collections: empty(), offers: empty(), watches: empty(), runs: empty(), conversations: empty(),
  });
}

const keyed = (rows, key) => new Map(rows.map((row) => [row[key], row]));

/** All lists anew. */
async function load() {
  const line = (loading = end);
  try {
    const [documents, items, collections, offers, runs, conversations, shared, deletions] = await Promise.all([
      api.all("/api/documents", "documents"),
      api.all("/api/items", "items"),
      api.all("/api/collections", "collections"),
      api.get("/api/offers"),
      api.get("/api/runs?limit=200"),
      api.get("/api/conversations?limit=200"),
      sharedWithMe(),
      api.get("/api/deletions"),
    ]);
    if (end !== line) return; // somebody else signed in meanwhile
    set({
      ...without(deletions.deletions, {
        documents: keyed(documents, "id"), collections: keyed(collections, "name"),
        runs: keyed(runs.runs, "id"), conversations: keyed(conversations.conversations, "id"),
      }),
      items: keyed(items, "id"),
      offers: keyed(offers.offers, "id"),
      shared: shared.shared,
      loaded: true,
    });
    rememberArrivals();
    loading = null;
    soon();
    await extras();
  } catch (error) {
    if (error.status === 404 && get().me?.shared) set({ fatal: error });
    else if (error.status !== 401 && end === line) setTimeout(load, 2000);
  }
}

const sharedWithMe = async () => (get().me?.shared ? { shared: [] } : api.get("/api/shared"));

async function extras() {
  const [settings, models, samples] = await Promise.all([
    api.get("/api/settings"), api.get("/api/models"), api.get("/api/samples"),
  ]);
  set({ models: models.models, samples });
  told(settings);
  await hearOfNotes();
}

function take(event) {
  pending.push(event);
  soon();
}

function soon() {
  if (pending.length && !timer && !(loading && loading === end)) timer = setTimeout(apply, FRAME);
}

/** Takes over a run as the server replied to an order, unless more of it was told before the reply came. */
export function replied(run) {
  const known = get().runs.get(run.id);
  const over = known && !LIVE.includes(known.state);
  if (known?.attempt > run.attempt || (over && run.state === "stopping")) return;
  put("runs", [[run.id, run]]);
}

const PARTS = {
  item: (event) => ["items", event.item.id, event.item],
  item_removed: (event) => ["items", event.id],
  document: (event) => ["documents", event.document.id, merged(event.document)],
  document_removed: (event) => ["documents", event.id],
  collection: (event) => ["collections", event.collection.name, { wish: "", language: "", ...get().collections.get(event.collection.name), ...event.collection }],
  collection_removed: (event) => ["collections", event.name],
  offer: (event) => ["offers", event.offer.id, event.offer],
  offer_removed: (event) => ["offers", event.id],
  watch: (event) => ["watches", event.watch.id, event.watch],
  watch_removed: (event) => ["watches", event.id],
  run: (event) => ["runs", event.run.id, event.run.hidden ? undefined : event.run],
  run_removed: (event) => ["runs", event.id],
  conversation: (event) => ["conversations", event.conversation.id, event.conversation],
  conversation_removed: (event) => ["conversations", event.id],
};

/** What is loaded may be older than what was told meanwhile: that a document is going to be read never replaces how far it is. */
function merged(document) {
  const known = get().documents.get(document.id)?.reading ?? null;
  const coming = ["waiting", "reading"].includes(document.reading?.state);
  return { ...document, reading: coming && known && known.state !== "none" ? known : (document.reading ?? known) };
}

function apply() {
  const events = pending;
  pending = [];
  timer = 0;
  const changes = {};
  for (const event of events) {
    if (event.type === "hello" || event.type === "reset" || event.type === "restored") return load(); // what changes from here on is told
    if (event.type === "note" || event.type === "note_removed") hearOfNotes();
    if (event.type === "settings") told(event.settings, true);
    if (event.type === "shared") sharedWithMe().then(({ shared }) => set({ shared }), () => {});
    if (event.type === "fetching") set({ fetching: event });
    if (event.type === "reading") known(event, { reading: event.reading }, changes);
    if (event.type === "guide") known(event, { kind: event.kind, whole: event.whole }, changes);
    const change = PARTS[event.type]?.(event);
    if (change) ((changes[change[0]] ??= new Map()).set(change[1], change[2]));
  }
  for (const [part, entries] of Object.entries(changes)) put(part, entries);
  if (events.some((event) => event.type.startsWith("collection"))) members();
  if (events.some((event) => event.run && event.run.state !== "queued")) places();
  if (events.some((event) => event.run?.kind === "pull" && event.run.state === "finished")) extras().catch(() => {});
}

/** What became known of a document. */
function known(event, values, changes) {
  const before = changes.documents?.get(event.document) ?? get().documents.get(event.document);
  if (before) (changes.documents ??= new Map()).set(event.document, { ...before, ...values });
}

/** Those that wait move up when another begins or ends: of that nothing is told. */
let moving = 0;
function places() {
  const waits = (id) => get().runs.get(id)?.state === "queued";
  if (![...get().runs.keys()].some(waits)) return;
  clearTimeout(moving);
  moving = setTimeout(async () => {
    try {
      const { runs } = await api.get("/api/runs?state=queued&limit=200");
      put("runs", runs.filter((run) => waits(run.id)).map((run) => [run.id, run]));
    } catch {
      // as below
    }
  }, 300);
}

/** Which documents belong where is told with the documents only: a collection that changed means asking for it. */
let asking = 0;
function members() {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    try {
      const asked = keyed(await api.all("/api/documents", "documents"), "id");
      // Only where they belong: one that is new comes with its own event, when its file is no longer on its way.
      put("documents", [...get().documents].map(([id, one]) => [id, { ...one, collections: (asked.get(id)?.collections ?? one.collections).filter((name) => get().collections.has(name)) }]));
    } catch {
      // the line is broken: its return loads everything
    }
  }, 300);
}
