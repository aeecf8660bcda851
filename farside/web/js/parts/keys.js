/** Keys that work everywhere: / goes to the question, ? tells them all. */
import { html, useEffect, useState } from "../ui.js";
import { go } from "../router.js";
import { t } from "../words/words.js";
import { Dialog } from "./basics.js";

const SHOWN = [["/", "keys.ask"], ["Enter", "keys.send"], ["Shift Enter", "keys.line"], ["n →", "keys.next"], ["p ←", "keys.previous"], ["Esc", "keys.close"], ["?", "keys.help"]];

export function Keys() {
  const [open, show] = useState(false);
  useEffect(() => {
    const heard = (event) => {
      const typing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "?") show(true);
      else if (event.key === "/") focus();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);
  return open && html`<${Dialog} title=${t("keys.title")} onClose=${() => show(false)}><dl class="keys">${SHOWN.map(
    ([keys, key]) => html`<div><dt>${keys.split(" ").map((one) => html`<kbd>${one}</kbd>`)}</dt><dd>${t(key)}</dd></div>`,
  )}</dl><//>`;
}

function focus() {
  if (!document.getElementById("question")) go("/");
  requestAnimationFrame(() => document.getElementById("question")?.focus());
}
