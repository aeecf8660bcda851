/** In which order files stand, for a person to choose. */
import { html } from "../ui.js";
import { useStore } from "../store.js";
import { t } from "../words/words.js";
import { chooseOrder, orderOf, ORDERS } from "./order.js";

export function Order() {
  const order = useStore(orderOf);
  return html`<label class="order"><span class="visually-hidden">${t("order.label")}</span>
    <select class="input" value=${order} onChange=${(event) => chooseOrder(event.target.value)}>
      ${ORDERS.map((one) => html`<option key=${one} value=${one}>${t(`order.${one}`)}</option>`)}</select></label>`;
}
