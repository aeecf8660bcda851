/** What a question will take, told before it is asked. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { get, useStore } from "../store.js";
import { OVER } from "./live.js";
import { wire } from "./scope.js";
import { bytes, duration, number } from "../text.js";
import { t } from "../words/words.js";

const CALM = 300;

/** The server's plan for a choice of `count` documents; null until it is there. A new choice keeps the old plan on screen
 * until then. */
export function usePlan(choice, count) {
  const [plan, change] = useState(null);
  const settings = useStore((state) => state.settings);
  const over = useStore((state) => [...state.runs.values()].filter((run) => OVER.includes(run.state)).length); // each teaches how long things take
  const key = JSON.stringify([choice, count, settings?.model, settings?.window, settings?.strategy, over]);
  useEffect(() => {
    let wanted = true;
    if (!count) {
      change(null);
      return undefined;
    }
    const timer = setTimeout(async () => {
      try {
        const found = await api.post("/api/plan", choice);
        if (wanted) change(found);
      } catch {
        if (wanted) change(null); // asking tells what is wrong
      }
    }, CALM);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key]);
  return plan;
}

/** The way in which a plan will be carried out. */
export function wayOf(plan, strategy) {
  const full = plan.full && (strategy === "full" || (strategy === "auto" && atOnce(plan)));
  return full ? plan.full : plan.scan;
}

/** The meter below the question: how much text, and how long it takes. */
export function Meter({ plan, notes, settings }) {
  if (!plan) return html`<p class="meter" aria-live="polite"></p>`;
  if (!plan.known) {
    return html`<p class="meter"><span class="facts"><span>${notes ? t("count.notes", { n: number(plan.pages) }) : size(plan)}</span>${fetching() || html`<span>${plan.why}</span>`}</span></p>`;
  }
  const way = wayOf(plan, settings.strategy);
  const share = Math.min(1, way.tokens / plan.window);
  return html`<p class="meter" aria-live="polite">
    <span class="gauge" aria-hidden="true"><i style=${{ width: `${Math.max(4, share * 100)}%` }} class=${way === plan.full ? "" : "many"}></i></span>
    <span class="facts"><span class="size">${notes ? t("count.notes", { n: number(plan.pages) }) : size(plan)}</span>
    ${times(way, settings.how)}</span>
  </p>`;
}

/** Whether "auto" takes everything in one prompt. */
const atOnce = (plan) => (plan.auto ? plan.auto === "full" : plan.full.tokens <= plan.window);

const size = (plan) => `${t("count.documents", { n: number(plan.documents) })}, ${t("count.pages", { n: number(plan.pages) })}`;

function times({ read_seconds: read, how: bounds }, how) {
  if (read === null || !bounds?.[how]) return html`<span>${t("plan.unmeasured")}</span>`;
  const question = bounds[how][0];
  if (read < 1) return html`<span>${t("plan.kept", { time: duration(question) })}</span>`;
  return html`<span>${t("plan.first", { read: duration(read), time: duration(question) })}</span>`;
}

export function fetching() {
  const { models, settings } = get();
  const model = models.find((one) => one.name === settings?.model);
  return model && model.state !== "ready" && html`<span>${t("plan.fetch", { size: bytes(model.bytes), name: model.title })}</span>`;
}

/** What making will take: a function from a thing to its words, which are empty until they are known. */
export function useMinutes(scope, count) {
  const plan = usePlan({ ...wire(scope), make: true }, count);
  return (thing) => {
    if (!plan) return "";
    if (!plan.known) return fetching() || plan.why;
    const seconds = plan.making?.[thing] ?? null;
    return seconds === null ? t("plan.unmeasured") : t("make.about", { time: duration(seconds) });
  };
}
