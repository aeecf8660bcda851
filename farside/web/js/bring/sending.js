/** An order of a dialog: at work, or refused with the reason. */
import { html, useState } from "../ui.js";
import { details, problem } from "../text.js";

/** [{busy, error}, begin]: `begin` gives what the order gives, or undefined where it was refused. */
export function useSending() {
  const [state, change] = useState({ busy: false, error: null });
  const begin = async (order) => {
    change({ busy: true, error: null });
    try {
      const given = await order();
      change({ busy: false, error: null });
      return given;
    } catch (error) {
      change({ busy: false, error });
      return undefined;
    }
  };
  return [state, begin];
}

export const Failure = ({ error }) => error && html`<p class="dialog-text" role="alert">${problem(error)} <small>${details(error)}</small></p>`;
