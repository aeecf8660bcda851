/** What can be made of documents, by the names that people know. Some are forms of one kind of run. */
import { ALL, idsOf } from "../ask/scope.js";
import { get } from "../store.js";

export const KINDS = ["summarise", "briefing", "faq", "cards", "timeline", "extract", "compare", "rank", "expenses", "translate"];
export const ICONS = { extract: "proof", expenses: "coins", rank: "rank", compare: "columns", summarise: "lines", briefing: "brief", faq: "ask", cards: "cards", timeline: "clock", translate: "translate" };
const FORMS = ["briefing", "faq", "cards"];
/** Those that are read as text; their table stands behind it. */
export const WRITTEN = ["summarise", ...FORMS];

/** What each is made of, by what the guides say that documents are. */
const FITS = {
  expenses: ["invoice", "receipt"], rank: ["CV"], compare: ["contract", "paper"], timeline: ["letter", "minutes"], summarise: ["book", "report"],
  briefing: ["contract", "report", "minutes"], faq: ["manual", "regulation"], cards: ["book", "manual"], extract: ["table"],
};
const NARROWED = ["expenses", "rank"]; // nobody wants other documents in these
const SEVERAL = ["rank", "compare"];
const SHARE = 0.5;

/** What a run made; undefined for a run that makes nothing. */
export const made = ({ kind, spec }) => [FORMS.includes(spec?.form) ? spec.form : kind].find((one) => KINDS.includes(one));

/** A thing as the server takes it. */
export const asRun = (thing) => (FORMS.includes(thing) ? { kind: "summarise", form: thing } : { kind: thing });

const fits = (thing, { kind }) => FITS[thing]?.includes(kind) ?? false;

/** The things that most of these documents are made for. */
export function fitting(ids, documents = get().documents) {
  const known = ids.map((id) => documents.get(id)).filter(Boolean);
  const enough = (thing) => known.filter((one) => fits(thing, one)).length >= Math.max(known.length * SHARE, SEVERAL.includes(thing) ? 2 : 1);
  return KINDS.filter(enough);
}

/** What somebody who said nothing more means: for expenses the invoices of the choice, for a ranking the CVs, if there are some. */
export function narrowed(thing, scope, documents = get().documents, collections = get().collections) {
  if (scope.kind === "notes") return ALL; // these are asked, and not made into anything
  if (!NARROWED.includes(thing)) return scope;
  const ids = idsOf(scope, documents, collections);
  const own = ids.filter((id) => fits(thing, documents.get(id)));
  return own.length && own.length < ids.length ? { kind: "picks", ids: own } : scope;
}
