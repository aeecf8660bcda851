/** Files from a drop, a folder or a picker, sent three at a time. The server takes over as soon as one has arrived. */
import * as api from "./api.js";
import { expectArrivals } from "./library/arrivals.js";
import { get, put } from "./store.js";
import { toast } from "./toasts.js";
import { t } from "./words/words.js";

const AT_ONCE = 3;
const queue = [];
let active = 0;
let count = 0;

/** What a drop holds: files with their paths. Folders are walked through. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => ({ file, name: file.name }));
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

async function walk(entry, folder, found) {
  const name = folder + entry.name;
  if (entry.isFile) {
    found.push({ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return;
    for (const one of part) await walk(one, `${name}/`, found);
  }
}

/** Files of a picker; those of a folder picker have paths. */
export const picked = (files) => [...files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));

/** Sends files into the library, and into a collection where one is named. */
export function send(files, collection = null) {
  const meant = files.filter((one) => !one.name.split("/").some((part) => part.startsWith(".")));
  const hidden = files.length - meant.length;
  if (hidden) toast(t("upload.hidden", { n: hidden }));
  if (meant.length) expectArrivals();
  for (const { file, name } of meant) {
    const id = `s${(count += 1)}`;
    queue.push({ id, file, name, collection });
    put("sending", [[id, { id, name, size: file.size, collection, state: "queued", done: 0, why: null }]]);
  }
  next();
}

/** Tries one again that did not arrive. */
export function resend(id) {
  const job = failed.get(id);
  failed.delete(id);
  queue.push(job);
  change(id, { state: "queued", done: 0, why: null });
  next();
}

export function unsend(id) {
  failed.delete(id);
  const at = queue.findIndex((one) => one.id === id);
  if (at >= 0) queue.splice(at, 1);
  running.get(id)?.abort();
  put("sending", [[id, undefined]]);
}

const failed = new Map();
const running = new Map();

function change(id, values) {
  const known = get().sending.get(id);
  if (known) put("sending", [[id, { ...known, ...values }]]);
}

function next() {
  while (active < AT_ONCE && queue.length) {
    active += 1;
    one(queue.shift()).finally(() => {
      active -= 1;
      next();
    });
  }
}

async function one(job) {
  const abort = new AbortController();
  running.set(job.id, abort);
  try {
    let shown = 0;
    const onPart = (share) => {
      if (share - shown > 0.02) change(job.id, { state: "sending", done: (shown = share) });
    };
    const item = await patient(job, onPart, abort.signal);
    if (!get().items.has(item.id)) put("items", [[item.id, item]]);
    put("sending", [[job.id, undefined]]);
  } catch (error) {
    if (error.code === "aborted") return;
    failed.set(job.id, job);
    change(job.id, { state: "failed", why: error });
  } finally {
    running.delete(job.id);
  }
}

/** A server that has too much to do says when to come again. */
async function patient(job, onPart, signal) {
  for (;;) {
    try {
      return await api.upload(job.file, job.name, job.collection, onPart, signal);
    } catch (error) {
      if (error.status !== 429) throw error;
      await new Promise((resolve) => setTimeout(resolve, (error.retryAfter || 2) * 1000));
    }
  }
}

/** Whether leaving the page would lose a file. */
export const unsent = () => active > 0 || queue.length > 0;
