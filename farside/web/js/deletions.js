/** Deletions that can be taken back for some seconds. The server waits and deletes, whether a page is still open or not. */
import * as api from "./api.js";
import { get, put } from "./store.js";
import { toast } from "./toasts.js";

const PARTS = { document: "documents", collection: "collections", conversation: "conversations", run: "runs" };

/** Tells whether they are gone from sight; `words` say so beside Undo. */
export async function discard(kind, keys, words) {
  try {
    if (get().me?.shared) { // what is somebody else's is taken out at once
      for (const key of keys) await api.remove(`/api/${PARTS[kind]}/${encodeURIComponent(key)}`);
      put(PARTS[kind], keys.map((key) => [key, undefined]));
      return true;
    }
    const { id } = await api.post("/api/deletions", { things: keys.map((key) => ({ kind, key })) });
    put(PARTS[kind], keys.map((key) => [key, undefined]));
    toast(words, () => api.remove(`/api/deletions/${id}`).catch(toast));
    return true;
  } catch (error) {
    toast(error);
    return false;
  }
}

/** Takes out of lists, by part, what is being deleted. */
export function without(deletions, lists) {
  for (const { kind, key } of deletions.flatMap((one) => one.things)) lists[PARTS[kind]].delete(key);
  const names = lists.collections;
  for (const [id, one] of lists.documents) lists.documents.set(id, { ...one, collections: one.collections.filter((name) => names.has(name)) });
  return lists;
}
