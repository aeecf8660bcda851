/** Buttons, dialogs, menus: the browser's own, so that keyboards and screen readers know them. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import { t } from "../words/words.js";
import { Icon } from "./icons.js";

export function IconButton({ icon, label, onClick, disabled, pressed, expanded, tab, size = 20, className = "" }) {
  return html`<button type="button" class="icon-button ${className}" aria-label=${label} title=${label}
    aria-pressed=${pressed} aria-expanded=${expanded} tabindex=${tab} disabled=${disabled} onClick=${onClick}><${Icon} name=${icon} size=${size} /></button>`;
}

/** Whether a field may take the focus by itself: where a keyboard would have to come up, it would cover the page. */
export const typing = () => matchMedia("(hover: hover)").matches;

const BEGIN = "form .primary:not(:disabled)"; // where nothing is to be filled in
const FIELDS = "form :is(input:not([hidden], [type=radio], [type=checkbox], [type=range]), textarea, select)";

/** A window above the page. Escape and a click beside it close it: not a selection that only ends there, nor one where words are written. */
export function Dialog({ title, onClose, children, wide = false }) {
  const box = useRef();
  const [kept, written] = [useRef(false), useRef(false)];
  useLayoutEffect(() => {
    const back = document.activeElement;
    const dialog = box.current;
    dialog.showModal();
    if (typing()) (dialog.querySelector(FIELDS) ?? dialog.querySelector(BEGIN))?.focus();
    return () => {
      dialog.close(); // while it is open, nothing beside it takes the focus
      if (back?.isConnected) back.focus?.();
    };
  }, []);
  const beside = (event) => event.target === box.current && !kept.current && onClose();
  const pressed = (event) => (kept.current = written.current || event.target !== box.current);
  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${box} class="dialog ${wide ? "wide" : ""}" aria-labelledby="dialog-title" onPointerDown=${pressed} onClick=${beside}
    onInput=${(event) => (written.current ||= event.target.type === "textarea")} onCancel=${cancel}>
    <div class="dialog-body">
      <header><h2 id="dialog-title">${title}</h2>
        <${IconButton} icon="close" label=${t("close")} onClick=${onClose} /></header>
      ${children}
    </div>
  </dialog>`;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, more, action, onYes, onClose }) {
  const yes = () => {
    onClose();
    onYes();
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <p class="dialog-text">${text}${more && html`<br />${more}`}</p>
    <div class="row end">
      <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
      <button type="button" class="button danger" onClick=${yes}>${action}</button>
    </div>
  <//>`;
}

/** One line to fill in. */
export function Prompt({ title, label, value = "", action, type = "text", onDone, onClose }) {
  const [text, change] = useState(value);
  const field = useRef();
  useEffect(() => field.current.select(), []);
  const done = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    onClose();
    onDone(type === "password" ? text : text.trim());
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${done} class="stack">
      <label class="field"><span>${label}</span>
        <input ref=${field} class="input" type=${type} value=${text} autocomplete="off"
          onInput=${(event) => change(event.target.value)} /></label>
      <div class="row end">
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <button class="button primary" disabled=${!text.trim()}>${action}</button>
      </div>
    </form>
  <//>`;
}

/** A button with a few actions beside it: {label, icon, run, danger, href}; `words` stand on it. */
export function Menu({ label, icon = "more", words, actions }) {
  const [open, change] = useState(false);
  const box = useRef();
  useEffect(() => {
    if (!open) return undefined;
    box.current.querySelector(".menu-list :is(button, a)")?.focus();
    const beside = (event) => !box.current.contains(event.target) && change(false);
    addEventListener("pointerdown", beside);
    return () => removeEventListener("pointerdown", beside);
  }, [open]);
  const close = () => {
    change(false);
    box.current.querySelector("button").focus();
  };
  return html`<div class="menu" ref=${box} onKeyDown=${(event) => open && keys(event, box.current, close)}>
    <button type="button" class=${words ? "" : "icon-button"} aria-haspopup="true" aria-expanded=${open} aria-label=${words ? undefined : label}
      title=${label} onClick=${() => change(!open)}><${Icon} name=${icon} />${words}</button>
    ${open && html`<div class="menu-list">${actions.filter(Boolean).map((one) => entry(one, close))}</div>`}
  </div>`;
}

function entry({ label, icon, run, danger, href }, close) {
  const look = danger ? "danger" : "";
  const inside = html`<${Icon} name=${icon} size=${17} /><span>${label}</span>`;
  if (href) return html`<a class=${look} href=${href} download onClick=${close}>${inside}</a>`;
  const act = () => {
    close();
    run();
  };
  return html`<button type="button" class=${look} onClick=${act}>${inside}</button>`;
}

function keys(event, box, close) {
  const rows = [...box.querySelectorAll(".menu-list :is(button, a)")];
  const at = rows.indexOf(document.activeElement);
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown") rows[(at + 1) % rows.length].focus();
  else if (event.key === "ArrowUp") rows[(at - 1 + rows.length) % rows.length].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** A field for words that are looked for. */
export function Search({ label, words, onWords }) {
  return html`<label class="search"><${Icon} name="search" size=${17} /><span class="visually-hidden">${label}</span>
    <input class="input" type="search" placeholder=${label} value=${words} onInput=${(event) => onWords(event.target.value)} /></label>`;
}

/** How far something is, 0 to 1; null where nobody can tell. */
export function Bar({ share, label }) {
  const known = share !== null && Number.isFinite(share);
  const now = known ? Math.round(Math.min(1, Math.max(0, share)) * 100) : undefined;
  return html`<div class="bar ${known ? "" : "unknown"}" role="progressbar" aria-label=${label} aria-valuemin="0"
    aria-valuemax="100" aria-valuenow=${now}><i style=${{ width: known ? `${now}%` : "30%" }}></i></div>`;
}

export function Spinner() {
  return html`<span class="spinner" aria-hidden="true"></span>`;
}

/** The head of a view: its name, and what can be done. Gets the focus when the place changes. */
export function Head({ title, children, note }) {
  return html`<header class="view-head">
    <div><h1 tabindex="-1">${title}</h1>${note && html`<p class="note">${note}</p>`}</div>
    <div class="row">${children}</div>
  </header>`;
}

/** What a view shows where there is nothing yet. */
export function Empty({ icon, title, children }) {
  return html`<div class="empty"><${Icon} name=${icon} size=${36} /><h2>${title}</h2>${children}</div>`;
}

/** What a view shows for an address at which there is nothing, and where to go from there. */
export function Gone({ what, to, name }) {
  return html`<div class="view"><${Empty} icon="warn" title=${t(`gone.${what}`)}><p><a class="button" href=${to}>${name}</a></p><//></div>`;
}

/** Whether the page is narrower than so many pixels. */
export function useNarrow(pixels) {
  const query = matchMedia(`(max-width: ${pixels}px)`);
  const [narrow, change] = useState(query.matches);
  useLayoutEffect(() => {
    const changed = () => change(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, [pixels]);
  return narrow;
}

/** The inner width of an element (a ref) in pixels, without its padding; 0 until it is there. */
export function useWidth(box) {
  const [width, change] = useState(0);
  useLayoutEffect(() => {
    const look = new ResizeObserver(([entry]) => change(entry.contentRect.width));
    look.observe(box.current);
    return () => look.disconnect();
  }, []);
  return width;
}
