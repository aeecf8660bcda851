/** Speaks to the server: JSON in, JSON out, one kind of error. */
import { BASE } from "./router.js";
import { get as state, set } from "./store.js";

/** An error that the server told, or that there is no server (`status` 0). */
export class ApiError extends Error {
  constructor(status, error, retryAfter = 0) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.param = error.param;
    this.retryAfter = retryAfter;
  }
}

const OFFLINE = { message: "The server does not answer.", code: "offline" };

export function headers() {
  const csrf = state().me?.csrf;
  return csrf ? { "X-CSRF-Token": csrf } : {};
}

/** The error of a reply that is none of ours, or ours. A 401 means that nobody is signed in any more. */
export function failure(status, text, retryAfter) {
  if (status === 401) set({ signedOut: true, me: null });
  try {
    return new ApiError(status, JSON.parse(text).error, Number(retryAfter) || 0);
  } catch {
    return new ApiError(status, { message: `${status}`, code: "unknown" });
  }
}

async function ask(method, path, body) {
  const given = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "Content-Type": "application/json" };
  const extra = method === "GET" ? {} : headers();
  let reply;
  try {
    reply = await fetch(BASE + path, { method, headers: { ...type, ...extra }, ...given });
  } catch {
    throw new ApiError(0, OFFLINE);
  }
  const text = await reply.text();
  if (!reply.ok) throw failure(reply.status, text, reply.headers.get("Retry-After"));
  return text ? JSON.parse(text) : null;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const patch = (path, body) => ask("PATCH", path, body);
export const put = (path, body) => ask("PUT", path, body);
export const remove = (path) => ask("DELETE", path);

/** All of a list, part by part. */
export async function all(path, noun) {
  const found = [];
  const joined = path.includes("?") ? "&" : "?";
  let next = null;
  do {
    const after = next ? `&after=${encodeURIComponent(next)}` : "";
    const part = await get(`${path}${joined}limit=1000${after}`);
    found.push(...part[noun]);
    next = part.next;
  } while (next);
  return found;
}

/** Sends a file as it is. `onPart` hears the share that has left, 0 to 1. Gives the item that it became. */
export function upload(file, name, collection, onPart, signal) {
  const where = new URLSearchParams({ name, ...(collection ? { collection } : {}) });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${BASE}/api/uploads?${where}`);
    for (const [key, value] of Object.entries(headers())) request.setRequestHeader(key, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => event.total && onPart(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, OFFLINE));
    request.onabort = () => reject(new ApiError(0, { message: "stopped", code: "aborted" }));
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(failure(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
