/** Begins the page. */
import { Frame } from "./frame.js";
import { rememberScope } from "./ask/scope.js";
import { rememberOrder } from "./library/order.js";
import { clicks } from "./router.js";
import { remembered } from "./settings.js";
import { begin } from "./sync.js";
import { watchTab } from "./tabs.js";
import { html, render } from "./ui.js";
import { unsent } from "./uploads.js";

remembered();
rememberScope();
rememberOrder();
document.addEventListener("click", clicks);
document.addEventListener("auxclick", clicks);
addEventListener("beforeunload", (event) => unsent() && event.preventDefault());
watchTab();
render(html`<${Frame} />`, document.getElementById("farside"));
begin();
