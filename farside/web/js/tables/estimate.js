/** How long work will take, told before it begins: as it was the last times. */
import { html } from "../ui.js";
import { useStore } from "../store.js";
import { duration } from "../text.js";
import { t } from "../words/words.js";

const taken = (run) => (new Date(run.ended) - new Date(run.started)) / 1000;

/** Seconds for each unit of work that `size` tells of a run, in the middle of what was seen; null where nothing was. */
export function pace(runs, size) {
  const whole = runs.filter((run) => run.state === "finished" && run.attempt === 1 && size(run) > 0);
  const seen = whole.map((run) => taken(run) / size(run)).sort((a, b) => a - b);
  return seen.length ? seen[Math.floor(seen.length / 2)] : null;
}

/** For an evaluation: `tokens` are those of all its cells. */
export function EvalEstimate({ task, tokens }) {
  const runs = useStore((state) => state.runs);
  const mine = [...runs.values()].filter((run) => run.kind === "eval" && run.spec.task === task);
  const rate = pace(mine, ({ spec }) => sized(spec));
  return html`<p class="note" aria-live="polite">${rate ? t("estimate.whole", { time: duration(rate * tokens) }) : t("estimate.first")}</p>`;
}

/** The tokens that an evaluation reads. */
export const sized = ({ lengths, depths, strategies, repeats = 1 }) =>
  lengths.reduce((sum, one) => sum + one, 0) * depths.length * strategies.length * repeats;
