/** What stands around every view: the rail, the reader beside it, the whole page as a place to drop files. */
import { fetchRest, html, later, useEffect, useLayoutEffect, useRef, useState } from "./ui.js";
import { ToldArrivals } from "./library/arrival.js";
import { Keys } from "./parts/keys.js";
import { Icon, Mark } from "./parts/icons.js";
import { IconButton, Menu, Spinner, useNarrow } from "./parts/basics.js";
import { go, usePlace } from "./router.js";
import { keepShell, Shared } from "./phone.js";
import { may, Strip, TakenBack } from "./shared.js";
import { useStore } from "./store.js";
import { titleTab } from "./tabs.js";
import { drop } from "./toasts.js";
import { dropped, send } from "./uploads.js";
import { Ask } from "./views/ask.js";
import { t } from "./words/words.js";

// What is not on the first view: a first visit does not wait for it.
const Conversations = later("Conversations", () => import("./views/conversations.js"));
const Jobs = later("Jobs", () => import("./views/jobs.js"));
const Library = later("Library", () => import("./views/library.js"));
const Login = later("Login", () => import("./views/login.js"));
const MakeView = later("MakeView", () => import("./views/make.js"));
const Notes = later("Notes", () => import("./views/notes.js"));
const Noting = later("Noting", () => import("./notes/write.js"));
const Proof = later("Proof", () => import("./views/proof.js"));
const Reader = later("Reader", () => import("./reader/reader.js"));
const SettingsView = later("SettingsView", () => import("./views/settings.js"));

const NAV = [
  ["/", "ask", "ask"], ["/library", "library", "library"], ["/make", "make", "spark"], ["/conversations", "conversations", "talks"],
  ["/notes", "notes", "note"], ["/jobs", "jobs", "jobs"], ["/settings", "settings", "settings"],
];
const FEW = 4; // of these on a phone; the others are behind "More"

export function Frame() {
  const place = usePlace();
  const signedOut = useStore((state) => state.signedOut);
  const loaded = useStore((state) => state.loaded);
  const fatal = useStore((state) => state.fatal);
  const reader = useStore((state) => Boolean(state.reader));
  const noting = useStore((state) => Boolean(state.noting));
  useStore((state) => state.settings); // another language draws everything anew
  const me = useStore((state) => state.me);
  const [idle, rest] = useState(false);
  useEffect(() => {
    if (loaded || signedOut) (self.requestIdleCallback ?? setTimeout)(() => (fetchRest(), keepShell(), rest(true)));
  }, [loaded || signedOut]);
  if (fatal?.status === 404) return html`<${TakenBack} />`;
  if (signedOut) return html`<${Login} /><${Toasts} />`;
  const [name, view] = viewOf(may("ask", me) ? place : { ...place, path: place.path === "/settings" ? place.path : "/library" });
  return html`<${Drops} collection=${name === "library" ? place.query.get("collection") : null}>
    <a class="skip" href="#main">${t("skip")}</a>
    <div class="frame ${reader ? "reading" : ""}">
      <${Rail} current=${name} />
      <${Main} name=${name} place=${place}><${Strip} />${loaded ? view : html`<${Waiting} fatal=${fatal} />`}<//>
      ${loaded && (idle || reader) && html`<${Reader} />`}
    </div>
    <${ToldArrivals} seen=${name === "library" || place.path === "/"} />${loaded && html`<${Shared} query=${place.query} />`}${loaded && (idle || noting) && html`<${Noting} />`}<${Offline} /><${Toasts} /><${Keys} />
  <//>`;
}

/** The name and the view of an address. */
function viewOf({ path, query }) {
  if (path === "/library") return ["library", html`<${Library} key=${query.get("collection")} collection=${query.get("collection")} />`];
  const make = /^\/(make|tables)(?:\/([^/]+))?$/.exec(path);
  if (make) return ["make", html`<${MakeView} id=${make[2]} old=${make[1] === "tables"} />`];
  if (path === "/conversations") return ["conversations", html`<${Conversations} />`];
  if (path === "/notes") return ["notes", html`<${Notes} wanted=${query.get("note")} />`];
  if (path === "/jobs") return ["jobs", html`<${Jobs} />`];
  if (path === "/proof") return ["proof", html`<${Proof} query=${query} />`];
  if (path === "/settings") return ["settings", html`<${SettingsView} />`];
  const id = /^\/c\/([^/]+)$/.exec(path)?.[1] ?? null;
  return ["ask", html`<${Ask} key=${id} id=${id} />`];
}

function Main({ name, place, children }) {
  const box = useRef();
  const first = useRef(true);
  const where = place.path + (place.query.get("collection") ?? "");
  useLayoutEffect(() => {
    const moved = !first.current;
    first.current = false;
    if (name === "ask") return undefined; // a conversation has a title of its own, and its question the focus
    titleTab(t(`nav.${name}`));
    box.current.scrollTop = 0;
    return moved ? focusHeading(box.current) : undefined;
  }, [where]);
  return html`<main class="main scroller" id="main" ref=${box} tabindex="-1">${children}</main>`;
}

/** Now, or when the view has come; what it gives ends the wait. */
function focusHeading(box) {
  const seen = new MutationObserver(look);
  function look() {
    const heading = box.querySelector("h1");
    if (heading) seen.disconnect();
    heading?.focus({ preventScroll: true });
    return heading;
  }
  if (!look()) seen.observe(box, { childList: true, subtree: true });
  return () => seen.disconnect();
}

function Waiting({ fatal }) {
  return html`<div class="waiting"><${Mark} size=${44} />${fatal ? html`<p role="alert">${t("offline.wait")}</p>` : html`<${Spinner} />`}</div>`;
}

function Rail({ current }) {
  const busy = useStore((state) => [...state.runs.values()].filter((run) => ["queued", "running", "stopping"].includes(run.state)).length);
  const narrow = useNarrow(1240);
  const shared = useStore((state) => state.me?.shared);
  const phone = useNarrow(720);
  const there = NAV.filter(([, name]) => !shared || may("ask") || name === "library" || name === "settings");
  const few = phone && there.length > FEW + 1 ? FEW : there.length;
  const named = (name) => t(narrow && name === "conversations" ? "nav.talks" : `nav.${name}`);
  const count = busy > 0 && html`<b class="count"><span class="visually-hidden">, </span>${busy}</b>`;
  return html`<nav class="rail" aria-label=${t("nav.label")}>
    <a class="brand" href="/" aria-label="Farside"><${Mark} /><span>Farside</span></a>
    ${may("ask") && html`<a class="fresh" href="/" aria-label=${t("nav.new")}><${Icon} name="plus" size=${18} /><span>${t("nav.new")}</span></a>`}
    <div class="rail-links">${there.slice(0, few).map(([to, name, icon]) => html`<a key=${name} href=${to} aria-current=${current === name || (name === "settings" && current === "proof") ? "page" : undefined}>
      <${Icon} name=${icon} /><span>${named(name)}</span>${name === "jobs" && count}</a>`)}
      ${few < there.length && html`<${Menu} label=${t("nav.more")} words=${html`<span>${t("nav.more")}</span>${count}`} actions=${there.slice(few).map(([to, name, icon]) => ({ label: named(name), icon, run: () => go(to) }))} />`}</div>
    <${Recent} />
  </nav>`;
}

/** The conversations of late, where there is room. */
function Recent() {
  const conversations = useStore((state) => state.conversations);
  const { path } = usePlace();
  const shown = [...conversations.values()].sort((a, b) => (a.updated < b.updated ? 1 : -1)).slice(0, 8);
  if (!shown.length) return null;
  return html`<div class="recent"><h2>${t("nav.recent")}</h2>${shown.map((one) => html`<a key=${one.id} class="ellipsis" href=${`/c/${one.id}`}
    aria-current=${path === `/c/${one.id}` ? "page" : undefined}>${one.title || t("talk.untitled")}</a>`)}</div>`;
}

/** Files may be dropped anywhere. */
function Drops({ collection, children }) {
  const [over, change] = useState(false);
  useEffect(() => {
    let depth = 0;
    const files = (event) => may("edit") && event.dataTransfer?.types.includes("Files");
    const enter = (event) => files(event) && (event.preventDefault(), (depth += 1), change(true));
    const leave = (event) => files(event) && (depth -= 1) <= 0 && ((depth = 0), change(false));
    const above = (event) => files(event) && event.preventDefault();
    const down = async (event) => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      change(false);
      send(await dropped(event.dataTransfer), collection);
    };
    const heard = { dragenter: enter, dragleave: leave, dragover: above, drop: down };
    for (const [name, listener] of Object.entries(heard)) addEventListener(name, listener);
    return () => Object.entries(heard).forEach(([name, listener]) => removeEventListener(name, listener));
  }, [collection]);
  return html`${children}${over && html`<div class="drop-veil" aria-hidden="true"><div><${Icon} name="upload" size=${44} />
    <p>${collection ? t("upload.into", { name: collection }) : t("upload.drop")}</p></div></div>`}`;
}

function Offline() {
  const online = useStore((state) => state.online);
  return html`<div class="offline ${online ? "" : "shown"}" role="status">${online ? "" : t("offline")}</div>`;
}

function Toasts() {
  const toasts = useStore((state) => state.toasts);
  return html`<div class="toasts" role="region" aria-label=${t("toasts")} aria-live="polite">${toasts.map((one) => html`<div key=${one.id} class="toast ${one.bad ? "bad" : ""}">
    <div class="grow"><p>${one.text}</p>${one.more && html`<small>${one.more}</small>`}</div>
    ${one.undo && html`<button type="button" class="button small" onClick=${() => (drop(one.id), one.undo())}>${t("undo")}</button>`}
    <${IconButton} icon="close" size=${16} label=${t("close")} onClick=${() => drop(one.id)} /></div>`)}</div>`;
}
