/** The page as an app: its shell is kept where there is no line, and what other apps share arrives here. */
import { html, useEffect, useState } from "./ui.js";
import { Confirm } from "./parts/basics.js";
import { go } from "./router.js";
import { set } from "./store.js";
import { number } from "./text.js";
import { toast } from "./toasts.js";
import { picked, send } from "./uploads.js";
import { t } from "./words/words.js";

/** After everything else: nobody waits for it. */
export function keepShell() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/worker.js", { scope: "/" }).catch(() => {}); // some browsers forbid it
}

/** What waits under a key; null where it is gone. */
function fetchShared(key) {
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage({ shared: key }, [port2]);
  });
}

/** A shared text goes into the question; files are taken into the library once the person says so: any site can share. */
export function Shared({ query }) {
  const key = query.get("shared");
  const [files, ask] = useState([]);
  useEffect(() => {
    if (!key) return;
    go("/", true);
    fetchShared(key).then((found) => {
      if (!found) return toast(t("sent.gone"));
      if (found.text) set({ quoted: found.text });
      return ask(found.files);
    });
  }, [key]);
  if (!files.length) return null;
  const names = files.map((file) => file.name).join(", ");
  return html`<${Confirm} title=${t("sent.title", { n: number(files.length) })} text=${names} action=${t("sent.add")}
    onYes=${() => send(picked(files))} onClose=${() => ask([])} />`;
}
