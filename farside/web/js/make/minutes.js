/** What making will take, told before it begins. */
import { fetching, usePlan } from "../ask/plan.js";
import { wire } from "../ask/scope.js";
import { duration } from "../text.js";
import { t } from "../words/words.js";

/** Gives a function from a thing to its words; those are empty until they are known. */
export function useMinutes(scope, count) {
  const plan = usePlan({ ...wire(scope), make: true }, count);
  return (thing) => {
    if (!plan) return "";
    if (!plan.known) return fetching() || plan.why;
    const seconds = plan.making?.[thing] ?? null;
    return seconds === null ? t("plan.unmeasured") : t("make.about", { time: duration(seconds) });
  };
}
