/** What the server tells of notes: how many there are, and that something changed. */
import * as api from "../api.js";
import { get, set } from "../store.js";
import { t } from "../words/words.js";

/** Notes are a person's own: among what others share there are none. */
export const canNote = () => !get().me?.shared;

/** Views that show notes load them anew whenever `noteNews` is another number. */
export async function hearOfNotes() {
  if (!canNote()) return;
  set({ noteNews: get().noteNews + 1 });
  try {
    const { total } = await api.get("/api/notes?limit=1");
    set({ noteCount: total });
  } catch {
    // the next news counts them again
  }
}

/** What becomes of notes when a document is deleted; nothing where there is no note. */
export const staying = () => get().noteCount > 0 && t("note.stay");
