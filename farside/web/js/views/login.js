/** Who are you? */
import { html, useEffect, useRef, useState } from "../ui.js";
import * as api from "../api.js";
import { Mark } from "../parts/icons.js";
import { followAddress } from "../reader/address.js";
import { begin, leave } from "../sync.js";
import { set } from "../store.js";
import { problem } from "../text.js";
import { choose, language, t } from "../words/words.js";

export function Login() {
  const [name, typeName] = useState("");
  const [password, typePassword] = useState("");
  const [wrong, blame] = useState(null);
  const [busy, work] = useState(false);
  const [, speak] = useState(language());
  const field = useRef();
  useEffect(() => field.current.focus(), []);
  const enter = async (event) => {
    event.preventDefault();
    work(true);
    blame(null);
    try {
      const me = await api.post("/api/session", { name, password });
      leave(); // nothing of whoever was here before is shown
      set({ me, signedOut: false });
      followAddress();
      begin();
    } catch (error) {
      blame(error);
      typePassword("");
    } finally {
      work(false);
    }
  };
  const other = language() === "zh" ? "en" : "zh";
  const turn = () => {
    choose(other);
    speak(other);
  };
  return html`<main class="login">
    <form onSubmit=${enter} class="stack">
      <div class="login-brand"><${Mark} size=${48} /><h1>Farside</h1><p class="note">${t("login.says")}</p></div>
      <label class="field"><span>${t("login.name")}</span><input ref=${field} class="input" autocomplete="username" required value=${name} onInput=${(event) => typeName(event.target.value)} /></label>
      <label class="field"><span>${t("login.password")}</span><input class="input" type="password" autocomplete="current-password" required value=${password} onInput=${(event) => typePassword(event.target.value)} /></label>
      <p class="bad" role="alert">${wrong ? (wrong.status === 401 ? t("login.wrong") : wrong.status === 429 ? t("login.slow") : problem(wrong)) : ""}</p>
      <button class="button primary large" disabled=${busy || !name || !password}>${t("login.enter")}</button>
      <button type="button" class="link" lang=${other === "zh" ? "zh-CN" : "en"} onClick=${turn}>${t("login.language")}</button>
    </form>
  </main>`;
}
