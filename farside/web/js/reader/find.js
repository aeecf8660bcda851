/** Words that are looked for in the open document: how many places, the one before and after, all of them marked. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import * as api from "../api.js";
import { IconButton } from "../parts/basics.js";
import { number, problem } from "../text.js";
import { t } from "../words/words.js";
import { leaf } from "./open.js";
import { paint, rangeOf } from "./paint.js";

const REST = 250; // milliseconds after the last letter

/** `box`: what holds the page's words (a ref); `page` is shown, and `drawn` changes whenever its words are drawn anew. */
export function Find({ id, page, box, drawn, onClose }) {
  const [text, type] = useState("");
  const [found, change] = useState(null); // {places, total}
  const [at, go] = useState(0);
  const [failed, fail] = useState("");
  const field = useRef();
  useEffect(() => field.current.focus(), []);
  useEffect(() => {
    const words = text.trim();
    if (!words) return void change(null);
    let wanted = true;
    const timer = setTimeout(async () => {
      try {
        const reply = await api.get(`/api/documents/${id}/find?words=${encodeURIComponent(words)}`);
        if (!wanted) return;
        change(reply);
        const here = reply.places.findIndex((one) => one.page >= page.number);
        go(Math.max(0, here));
        fail("");
      } catch (error) {
        if (wanted) fail(problem(error));
      }
    }, REST);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, text]);
  const places = found?.places ?? [];
  const current = places[at];
  useEffect(() => {
    if (current && current.page !== page.number) leaf(current.page);
  }, [current]);
  useLayoutEffect(() => {
    const here = places.filter((one) => one.page === page.number);
    paint("found", box.current, here);
    paint("found-here", box.current, current?.page === page.number ? [current] : []);
  }, [found, current, page, drawn]);
  useLayoutEffect(() => {
    if (current?.page === page.number) rangeOf(box.current, current)?.startContainer.parentElement.scrollIntoView({ block: "center", inline: "nearest" });
  }, [current, page.number, drawn]);
  useEffect(() => () => ["found", "found-here"].forEach((name) => paint(name, null, [])), []);
  const step = (by) => places.length && go((at + by + places.length) % places.length);
  const keys = (event) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && !event.isComposing) step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="find" role="search" aria-label=${t("find.label")}>
    <input ref=${field} class="input" type="search" aria-label=${t("find.label")} placeholder=${t("find.label")} maxlength="200" value=${text}
      onInput=${(event) => type(event.target.value)} onKeyDown=${keys} />
    <span class="note tabular" role="status">${failed || said(found, at)}</span>
    <${IconButton} icon="up" size=${17} label=${t("find.previous")} disabled=${!places.length} onClick=${() => step(-1)} />
    <${IconButton} icon="down" size=${17} label=${t("find.next")} disabled=${!places.length} onClick=${() => step(1)} />
    <${IconButton} icon="close" size=${17} label=${t("find.close")} onClick=${onClose} />
  </div>`;
}

function said(found, at) {
  if (!found) return "";
  if (!found.places.length) return t("find.none");
  return t("reader.of", { at: number(at + 1), n: number(found.total) });
}
