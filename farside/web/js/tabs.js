/** The title of the browser's tab: where it is, and that what it waited for is done, until somebody looks. */
import * as api from "./api.js";
import { place as here } from "./router.js";
import { get, put } from "./store.js";
import { t } from "./words/words.js";

const AWAY = 20_000; // a page that nobody sees has given its line to the server back, and asks now and then
const LIVE = ["running", "stopping", "queued"];
let place = "";
let done = "";
let timer = 0;

const show = () => void (document.title = [done, place, "Farside"].filter(Boolean).join(" · "));

/** What is shown now: the name of a view, of a conversation, or nothing. */
export function titleTab(text) {
  place = text;
  show();
}

/** The run that the place in the address waits for. */
export function awaited() {
  const [, kind, id] = /^\/(c|make)\/([^/]+)/.exec(here().path) ?? [];
  const wanted = (run) => (kind === "c" ? run.conversation === id : run.id === id) && LIVE.includes(run.state);
  return kind && [...get().runs.values()].find(wanted);
}

async function look(id) {
  try {
    const run = await api.get(`/api/runs/${id}`);
    if (!document.hidden || LIVE.includes(run.state)) return;
    put("runs", [[id, run]]);
    over(run);
  } catch {
    // asked again, or the page comes back and loads everything
  }
}

function over(run) {
  clearInterval(timer);
  done = t(run.state === "failed" ? "tab.failed" : run.kind === "ask" ? "tab.answer" : "tab.done");
  show();
}

/** A run that is over while nobody looks is told in the title. */
export function watchTab() {
  document.addEventListener("visibilitychange", () => {
    clearInterval(timer);
    const run = awaited();
    if (document.hidden && run) timer = setInterval(look, AWAY, run.id);
    if (!document.hidden && done) {
      done = "";
      show();
    }
  });
}
