/** What is noted of a document: places that stay marked in the reader. */
import { useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { useStore } from "../store.js";

const MOST = 1000;
const NONE = [];

/** [{start, end}] of the document's notes, in no order; loaded anew when a note changed. */
export function useNoted(id) {
  const [found, change] = useState({ id: null, spans: NONE });
  const news = useStore((state) => state.noteNews);
  const some = useStore((state) => state.noteCount > 0);
  useEffect(() => {
    let wanted = true;
    const load = async () => {
      const reply = await api.get(`/api/notes?document=${encodeURIComponent(id)}&limit=${MOST}`);
      const spans = reply.notes.flatMap((note) => note.citations).filter((one) => one.document_id === id && one.end > one.start);
      if (wanted) change({ id, spans });
    };
    if (some && id.length === 64) load().catch(() => {}); // the document is shown without its marks
    return () => {
      wanted = false;
    };
  }, [id, news, some]);
  return some && found.id === id ? found.spans : NONE;
}

/** A text that begins at `from`, in pieces: {start, end, cited, noted}. `cited` is a span, or has null for its start. */
export function piecesOf(from, to, cited, noted) {
  const spans = [...(cited.start === null ? [] : [cited]), ...noted].filter((one) => one.start < to && one.end > from);
  const cuts = [...new Set([from, to, ...spans.flatMap((one) => [one.start, one.end])])].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  const within = (one, start) => one.start !== null && one.start <= start && start < one.end;
  return cuts.slice(0, -1).map((start, at) => ({ start, end: cuts[at + 1], cited: within(cited, start), noted: noted.some((one) => within(one, start)) }));
}
