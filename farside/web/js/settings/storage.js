/** What is stored, and how to get room back. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { Confirm } from "../parts/basics.js";
import { bytes, number } from "../text.js";
import { toast } from "../toasts.js";
import { t } from "../words/words.js";

const PARTS = ["documents", "texts", "pictures", "uploads", "kv", "models"];

export function Storage() {
  const [found, change] = useState(null);
  const [asking, ask] = useState(false);
  const load = () => api.get("/api/storage").then(change, toast);
  useEffect(() => void load(), []);
  const clear = async () => {
    try {
      const { freed } = await api.remove("/api/storage/kv");
      toast(t("storage.freed", { size: bytes(freed) }));
      load();
    } catch (error) {
      toast(error);
    }
  };
  return html`<section class="panel"><h2>${t("storage.title")}</h2>
    <${Parts} found=${found} />
    ${found?.kv.states > 0 && html`<div class="setting"><span>${t("storage.kv.says", { n: number(found.kv.states), size: bytes(found.kv.bytes), budget: bytes(found.kv.budget) })}</span>
      <button type="button" class="button" onClick=${() => ask(true)}>${t("storage.clear")}</button></div>`}
    ${asking && html`<${Confirm} title=${t("storage.clear")} text=${t("storage.clear.says")} action=${t("storage.clear")} onYes=${clear} onClose=${() => ask(false)} />`}
  </section>`;
}

/** As high before the sizes are known. */
function Parts({ found }) {
  const sizes = PARTS.map((one) => [one, (one === "kv" ? found?.kv.bytes : found?.[one]) ?? 0]);
  const all = Math.max(1, sizes.reduce((sum, [, size]) => sum + size, 0));
  const shown = (size) => (found ? bytes(size) : "…");
  return html`<div class="store-bar" aria-hidden="true">${sizes.filter(([, size]) => size > 0).map(([one, size]) => html`<i class="part-${one}" key=${one} style=${{ width: `${(size / all) * 100}%` }}></i>`)}</div>
    <dl class="store">${sizes.map(([one, size]) => html`<div key=${one}><dt><i class="dot part-${one}"></i>${t(`storage.${one}`)}</dt><dd>${shown(size)}</dd></div>`)}
      <div><dt><i class="dot"></i>${t("storage.free")}</dt><dd>${shown(found?.free)}</dd></div></dl>`;
}
