/** What can be done with words that are selected in the reader, or that a citation marks there. */
import { html, useEffect, useState } from "../ui.js";
import { Icon } from "../parts/icons.js";
import { length } from "../text.js";
import { t } from "../words/words.js";
import { ENTRIES } from "./entries.js";

const REST = 200; // milliseconds in which a selection does not change until it is taken for one
const WIDE = 220; // pixels at most that the menu takes

/** The words selected in `box`: {start, end, text}. Every element with words tells by `data-start` where they begin. */
export function selectedIn(box) {
  const selection = getSelection();
  if (!box || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const parts = [...box.querySelectorAll("[data-start]")].filter((one) => range.intersectsNode(one))
    .map((one) => part(range, one)).filter(({ text }) => text.trim());
  if (!parts.length) return null;
  const [first, last] = [parts[0], parts[parts.length - 1]];
  const start = first.start + length(first.text) - length(first.text.trimStart());
  const end = last.start + length(last.text.trimEnd());
  return { start, end, text: flow(parts.map((one) => one.text).join(first.line ? "\n" : "\n\n")) };
}

/** What `range` has of an element's words, and where in the document it begins. */
function part(range, element) {
  const inside = document.createRange();
  inside.selectNodeContents(element);
  const before = inside.cloneRange();
  if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) inside.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
  before.setEnd(inside.startContainer, inside.startOffset);
  const start = Number(element.dataset.start) + length(before.toString());
  return { start, text: inside.toString(), line: Boolean(element.closest(".layer")) };
}

const CJK = "[\\u2e80-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef]";
const BROKEN = [[/[ \t]*\n[ \t]*/g, "\n"], [/-\n(?=\p{Ll})/gu, "-"], [new RegExp(`(?<=${CJK})\\n(?=${CJK})`, "g"), ""], [/(?<!\n)\n(?!\n)/g, " "]];

/** Lines of a page as one runs them on: in Chinese without a space, after a hyphen too; an empty line ends a paragraph. */
export const flow = (text) => BROKEN.reduce((so, [form, by]) => so.replace(form, by), text.trim());

/** The menu beside what is selected in `box` (a ref); `about` makes a passage of {start, end, text}. */
export function Selection({ box, about }) {
  const [shown, show] = useState(null);
  useEffect(() => {
    let timer = 0, pressed = false;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => pressed || show(placed(box.current)), REST);
    };
    const down = (event) => (pressed = !event.target.closest(".selection"));
    const up = () => ((pressed = false), look());
    const copied = (event) => {
      const found = selectedIn(box.current);
      if (!found) return;
      event.clipboardData.setData("text/plain", found.text);
      event.preventDefault();
    };
    const heard = { selectionchange: look, pointerdown: down, pointerup: up, pointercancel: up, copy: copied };
    for (const [name, listener] of Object.entries(heard)) document.addEventListener(name, listener);
    return () => {
      clearTimeout(timer);
      Object.entries(heard).forEach(([name, listener]) => document.removeEventListener(name, listener));
    };
  }, []);
  if (!shown) return null;
  const passage = about(shown.found);
  const act = (run) => {
    getSelection().removeAllRanges();
    show(null);
    run(passage);
  };
  return html`<div class="selection" role="toolbar" aria-label=${t("select.label")} style=${shown.style}
    onPointerDown=${(event) => event.preventDefault()}>${fitting(passage).map(({ key, icon, run }) => html`<button type="button"
      key=${key} class="button small" onClick=${() => act(run)}><${Icon} name=${icon} size=${15} />${t(key)}</button>`)}</div>`;
}

/** The entries that fit a passage. */
export const fitting = (passage) => ENTRIES.filter(({ fits }) => !fits || fits(passage));

/** What is selected, and the place below its end, in the box that scrolls. */
function placed(box) {
  const found = selectedIn(box);
  if (!found) return null;
  const rects = getSelection().getRangeAt(0).getClientRects();
  const last = rects[rects.length - 1] ?? box.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  const left = Math.max(8, Math.min(last.left - frame.left, frame.width - WIDE)) + box.scrollLeft;
  return { found, style: { left: `${left}px`, top: `${last.bottom - frame.top + box.scrollTop + 8}px` } };
}
