/** What a run is called, in the person's language: a question by itself, anything else by what it is about. */
import { shownName } from "./names.js";
import { made } from "./make/kinds.js";
import { get } from "./store.js";
import { number, parted } from "./text.js";
import { t } from "./words/words.js";

const LONGEST = 80;

/** Of several that were made and are called the same, the later ones have a number. */
export function titled(run) {
  const name = called(run);
  const same = made(run) ? [...get().runs.values()].filter((one) => made(one) === made(run) && one.created < run.created && called(one) === name).length : 0;
  return same ? `${name} (${same + 1})` : name;
}

function called(run) {
  const { kind, spec, title } = run;
  if (kind === "read") return spec.collection ?? t("jobs.read", { n: number(count(spec)) });
  if (kind === "eval") return `${t("jobs.eval", { name: parted(spec.model ?? "").name })} · ${t.known(`task.${spec.task}`) ? t(`task.${spec.task}`) : spec.task}`;
  if (kind === "pull") return t("jobs.pull", { name: parted(spec.model ?? "").name });
  if (made(run)) return cut(wanted(run)) || `${t(`table.${made(run)}`)} · ${about(spec)}`;
  return title;
}

/** What a table was asked for, where a person said it. */
function wanted({ kind, spec, result }) {
  if (kind === "extract") return spec.title || (spec.columns ?? []).map((one) => one.name).join(", ");
  if (kind === "compare") return [spec.aspects ?? []].flat().join(", ");
  if (kind === "rank") return ranked(result?.rubric ?? spec.rubric) || plain(spec.job);
  return "";
}

const ranked = (rubric) => rubric && (rubric.title || rubric.criteria.map((one) => one.name).join(", "));

/** The first line of a description that says something. */
const plain = (job) => (job ?? "").split("\n").map((line) => line.replace(/^[\s#*>-]+/, "").trim()).find(Boolean) ?? "";

const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

const count = (spec) => (spec.documents?.length || 1) + (spec.more_documents ?? 0);

/** What a run reads: a collection, a document, or so many. */
function about(spec) {
  if (spec.everything) return t("scope.everything");
  if (spec.collection || spec.collections) return spec.collection ?? spec.collections.join(" + ");
  const known = spec.documents?.length === 1 && get().documents.get(spec.documents[0]);
  return known ? shownName(known.name) : t("scope.picks", { n: number(count(spec)) });
}
