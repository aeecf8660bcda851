/** What an earlier table was asked, as the fields of a form: to ask it again, or a little different. */
import { scopeOf } from "../ask/scope.js";
import { made } from "../make/kinds.js";

const FIELDS = { extract: ["columns", "rows"], rank: ["job", "rubric", "blind"], compare: ["aspects", "versions"], summarise: ["length", "reader", "language"], briefing: ["length", "reader", "language"], faq: ["number"], cards: ["number"], translate: ["to"] };

/** The fields of an earlier run, and what it read; the rubric that was used, where it is told, and the columns that the
 * model proposed, where it was asked for none. */
export function given(run, table = null) {
  const known = Object.fromEntries((FIELDS[made(run)] ?? []).filter((name) => (run.spec[name] ?? "") !== "").map((name) => [name, run.spec[name]]));
  if (Array.isArray(known.columns)) known.columns = (known.columns.length ? known.columns : (table?.columns ?? [])).map(written).join(", ");
  if (run.kind === "compare" && !known.aspects && !known.versions) known.aspects = (table?.columns ?? []).map((one) => one.name).join(", ");
  if (run.result?.rubric) known.rubric = run.result.rubric;
  return { ...known, scope: scope(run.spec) };
}

/** Of very many documents the first alone are told: then nobody knows, unless they were named as a whole. */
function scope(spec) {
  return spec.everything || spec.collections || spec.collection || !spec.more_documents ? scopeOf(spec) : undefined;
}

/** A column in the words that the server takes: "level (junior | senior)", "salary (money, per year)". */
function written({ name, kind, about, choices }) {
  const more = about.replace(/[()（）|｜\s]+/g, " ").trim();
  const said = kind === "choice" ? choices.join(" | ") : [kind === "text" ? "" : kind, more].filter(Boolean).join(", ");
  return said ? `${name} (${said})` : name;
}
