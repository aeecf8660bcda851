/** A run as it goes: its events, drawn together into one value that a view can show. */
import { useEffect, useState } from "../ui.js";
import { follow } from "../stream.js";

const FRAME = 60;
export const OVER = ["finished", "failed", "stopped"];

/** Nothing has happened yet. `gates` has the best gate of each window that was asked, `read` those that are read. */
export const fresh = () => ({
  attempt: 0, position: null, begun: false, progress: null, plan: null, read: new Set(), gates: new Map(), round: 1,
  found: [], table: null, text: "", answers: [], rewritten: null, understood: null, result: null, over: null, error: null, hint: "",
});

const STEPS = {
  queued: (live, event) => ({ ...live, position: event.position ?? null, begun: false }),
  started: (live, event) => ({ ...fresh(), attempt: event.attempt, begun: true, rewritten: live.rewritten }),
  rewritten: (live, event) => ({ ...live, rewritten: event.question }),
  understood: (live, event) => ({ ...live, understood: event }),
  progress: (live, event) => ({ ...live, progress: event }),
  planned: (live, event) => ({ ...live, plan: planned(event), hint: event.hint }),
  read: (live, event) => ({ ...live, read: new Set(live.read).add(event.window) }),
  looked: (live, event) => ({ ...live, round: event.round, gates: gated(live.gates, event), read: new Set(live.read).add(event.window) }),
  found: (live, event) => ({ ...live, found: evidence(live.found, event) }),
  text: (live, event) => ({ ...live, text: live.text + event.text }),
  answer: (live, event) => ({ ...live, answers: [...live.answers, event.answer] }),
  table: (live, event) => ({ ...live, table: event.table }),
  result: (live, event) => ({ ...live, result: event.result }),
  finished: (live) => ({ ...live, over: "finished" }),
  failed: (live, event) => ({ ...live, over: "failed", error: event.error }),
  stopped: (live) => ({ ...live, over: "stopped" }),
};

/** The run after one more event; kinds that nobody knows change nothing. */
export const step = (live, event) => (STEPS[event.type] ? STEPS[event.type](live, event) : live);

function gated(gates, event) {
  const best = Math.max(...event.gates, gates.get(event.window) ?? -Infinity);
  return new Map(gates).set(event.window, best);
}

function evidence(found, event) {
  const same = (one) => one.text === event.text && one.document_id === event.document_id;
  return [...found.filter((one) => !same(one)), event];
}

/** Windows grouped by document, in the order of the documents. */
function planned(event) {
  const groups = new Map(event.documents.map((one) => [one.id, { ...one, cells: [] }]));
  for (const [document, start, end, , index] of event.windows) groups.get(document)?.cells.push({ index, start, end });
  const total = new Set(event.windows.map((row) => row[4])).size;
  return { ...event, groups: [...groups.values()].filter((one) => one.cells.length), total };
}

/** Follows a run while the view is there. `onOver` is called once it is over. */
export function useRun(id, onOver) {
  const [live, change] = useState(fresh());
  const [online, line] = useState(true);
  useEffect(() => {
    if (!id) return undefined;
    let now = fresh();
    let timer = 0;
    const draw = () => {
      timer = 0;
      change(now);
      if (now.over) onOver?.(now);
    };
    const end = follow(`/api/runs/${id}/events`, {
      open: () => line(true),
      lost: () => line(false),
      gone: () => {
        now = { ...now, over: "stopped" }; // somebody removed it
        draw();
      },
      event: (event) => {
        now = step(now, event);
        if (now.over) end();
        timer ||= setTimeout(draw, FRAME);
      },
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [id]);
  return { live, online };
}
