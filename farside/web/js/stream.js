/** Server-sent events over fetch: comes back by itself after whatever broke the line, and goes on after the last event. */
import { failure } from "./api.js";
import { BASE } from "./router.js";

const SHORTEST = 300;
const LONGEST = 4000;
const HIDDEN = 60_000; // a browser has few lines to a server: a page that nobody sees gives its own back

/** Follows `path`. `told.event(event)` hears each one; `told.open()` a line that stands, `told.lost()` one that broke,
 * `told.gone(error)` that there is nothing to follow. Gives a function that ends it. */
export function follow(path, told) {
  const line = { path, told, last: "", over: false, wait: SHORTEST, abort: null, timer: 0, hidden: 0 };
  const seen = () => visible(line);
  document.addEventListener("visibilitychange", seen);
  connect(line);
  return () => {
    line.over = true;
    document.removeEventListener("visibilitychange", seen);
    clearTimeout(line.timer);
    clearTimeout(line.hidden);
    line.abort?.abort();
  };
}

function visible(line) {
  clearTimeout(line.hidden);
  if (document.hidden) line.hidden = setTimeout(() => line.abort?.abort(), HIDDEN);
  else if (line.abort?.signal.aborted) again(line, 0);
}

async function connect(line) {
  const abort = (line.abort = new AbortController());
  try {
    const extra = line.last ? { "Last-Event-ID": line.last } : {};
    const reply = await fetch(BASE + line.path, { headers: extra, signal: abort.signal, cache: "no-store" });
    if (!reply.ok) throw failure(reply.status, await reply.text());
    line.wait = SHORTEST;
    line.told.open?.();
    await read(line, reply.body.getReader());
  } catch (error) {
    if (error.status === 401 || error.status === 404) return line.told.gone?.(error);
  }
  if (line.over || abort.signal.aborted) return;
  line.told.lost?.();
  again(line, line.wait);
  line.wait = Math.min(line.wait * 1.7, LONGEST);
}

function again(line, wait) {
  clearTimeout(line.timer);
  line.timer = setTimeout(() => !line.over && connect(line), wait);
}

async function read(line, reader) {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done || line.over) return;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) if (!line.over) heard(line, block);
  }
}

function heard(line, block) {
  let data = "";
  for (const row of block.split("\n")) {
    if (row.startsWith("id: ")) line.last = row.slice(4);
    else if (row.startsWith("data: ")) data += row.slice(6);
  }
  if (data) line.told.event(JSON.parse(data));
}
