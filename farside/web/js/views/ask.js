/** A conversation with documents. */
import { html, later, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../ui.js";
import * as api from "../api.js";
import { Composer } from "../ask/composer.js";
import { chooseScope, scopeOf, wireAsked } from "../ask/scope.js";
import { Sources } from "../ask/sources.js";
import { Welcome } from "../ask/welcome.js";
import { Gone } from "../parts/basics.js";
import { go } from "../router.js";
import { get, put, useStore } from "../store.js";
import { titleTab } from "../tabs.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const Thread = later("Thread", () => import("../ask/thread.js"));

export function Ask({ id }) {
  const scope = useStore((state) => state.scope);
  const documents = useStore((state) => state.documents);
  const talk = useTalk(id);
  const [busy, work] = useState(false);
  const ask = async (question, ids = null, own = {}) => {
    work(true);
    try {
      await submit(question, wireAsked(ids ? { kind: "picks", ids } : (talk.scope ?? scope)), id, own);
      if (id) await talk.load();
      return true;
    } catch (error) {
      toast(error);
      return false;
    } finally {
      work(false);
    }
  };
  const title = useStore((state) => (id && state.conversations.get(id)?.title) || talk.talk?.title) || "";
  useLayoutEffect(() => titleTab(title), [title]);
  const choose = (chosen) => (id ? talk.rescope(chosen) : chooseScope(chosen));
  if (id && talk.missing) return html`<${Gone} what="talk" to="/conversations" name=${t("nav.conversations")} />`;
  const composer = html`<${Composer} key=${id} id=${id} scope=${talk.scope ?? scope} onScope=${choose} onAsk=${ask} busy=${busy} big=${!id} since=${talk.since} />`;
  const sources = html`<${Sources} scope=${talk.scope ?? scope} onChange=${choose} />`;
  if (!id) {
    const empty = !documents.size;
    return html`<div class="beside"><div class="ask new ${empty ? "none" : ""}"><${Welcome} scope=${scope} onScope=${choose} onAsk=${ask} />${!empty && composer}</div>${sources}</div>`;
  }
  return html`<div class="beside"><div class="ask">
    <${Thread} talk=${talk} onAsk=${(question, sql = "") => ask(question, null, { as_written: true, sql })} />
    <div class="dock">${composer}</div>
  </div>${sources}</div>`;
}

/** Asks, in a new conversation where there is none; `own`: what the person changed of how it was understood. */
export async function submit(question, about, id = null, own = {}) {
  let conversation = id;
  if (!conversation) {
    const made = await api.post("/api/conversations", about);
    conversation = made.id;
  }
  const run = await api.post("/api/runs", { kind: "ask", question, conversation, ...own, ...about });
  if (!get().runs.has(run.id)) put("runs", [[run.id, run]]);
  if (!id) go(`/c/${conversation}`);
}

/** A conversation, loaded again whenever the server says that it changed. */
function useTalk(id) {
  const [talk, change] = useState(null);
  const [missing, miss] = useState(null);
  const told = useStore((state) => state.conversations.get(id));
  const asked = useRef(0); // replies may come in another order than they were asked for: the last one asked for counts
  const load = async () => {
    if (!id) return;
    const turn = (asked.current += 1);
    try {
      const found = await api.get(`/api/conversations/${encodeURIComponent(id)}`);
      if (asked.current === turn) change(found);
    } catch (error) {
      if (asked.current === turn && error.status >= 400 && error.status < 500) miss(error);
    }
  };
  useEffect(() => {
    if (talk?.id !== id) change(null);
    miss(null);
    load();
  }, [id, told?.updated, told?.messages]);
  const rescope = async (scope) => {
    if (!talk) return;
    const about = wireAsked(scope);
    change({ ...talk, ...about }); // a tick is seen at once
    try {
      await api.patch(`/api/conversations/${id}`, about);
    } catch (error) {
      toast(error);
      await load();
    }
  };
  const known = talk?.id === id ? talk : null;
  const since = known?.messages.filter((one) => one.role === "user").pop()?.created ?? null;
  return { talk: known, missing, load, rescope, since, scope: useMemo(() => known && scopeOf(known), [known]) };
}
