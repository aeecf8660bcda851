/** Keeps the shell of the page, so that it opens where there is no line: its files alone, never a document, an answer or
 * anything else of the API. `VERSION` and `SHELL` stand before this text, as the server tells them. */
const NAME = `farside-${VERSION}`;
const shared = new Map(); // what other apps shared, in memory alone, until the page fetches it
let count = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: "no-cache" })))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((one) => one !== NAME).map((one) => caches.delete(one)))));
  self.clients.claim();
});

self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (method === "POST" && pathname === "/share") event.respondWith(take(event.request));
  else if (method === "GET" && mode === "navigate" && !/^\/(api|v1)\//.test(pathname)) event.respondWith(online(event.request, "/"));
  else if (method === "GET" && SHELL.includes(pathname)) event.respondWith(online(event.request, pathname));
});

/** As the server has it; where it does not answer, as it was kept. */
async function online(request, kept) {
  try {
    return await fetch(request);
  } catch (error) {
    const known = await (await caches.open(NAME)).match(kept);
    if (known) return known;
    throw error;
  }
}

/** What another app shares waits for the page, which asks a person before anything of it is sent. */
async function take(request) {
  const form = await request.formData();
  const words = ["title", "text", "url"].map((name) => form.get(name)).filter((one) => typeof one === "string" && one.trim());
  const key = `${(count += 1)}`;
  shared.set(key, { text: [...new Set(words)].join("\n"), files: form.getAll("files").filter((one) => one instanceof File) });
  return Response.redirect(`/?shared=${key}`, 303);
}

self.addEventListener("message", (event) => {
  const found = shared.get(event.data?.shared);
  shared.delete(event.data?.shared);
  event.ports[0]?.postMessage(found ?? null);
});
