/** What a run is called, in the language of the page. Questions, and titles that a person gave, are their own. */
import { number, parted } from "./text.js";
import { t } from "./words/words.js";

const OWN = {
  read: ({ spec }) => spec.collection ?? t("jobs.read", { n: number((spec.documents?.length || 1) + (spec.more_documents ?? 0)) }),
  eval: ({ spec }) => t("jobs.eval", { name: parted(spec.model ?? "").name }),
  pull: ({ spec }) => t("jobs.pull", { name: parted(spec.model ?? "").name }),
  extract: ({ spec }) => spec.title || (spec.columns?.length ? t("table.of", { names: spec.columns.map((one) => one.name).join(t("table.of.and")) }) : t("table.extract")),
};

export function titled(run) {
  if (OWN[run.kind]) return OWN[run.kind](run);
  return t.known(`table.${run.kind}`) ? [t(`table.${run.kind}`), run.spec.collection].filter(Boolean).join(" · ") : run.title;
}
