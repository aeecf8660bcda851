/** What documents are ranked by: criteria with weights, and requirements that are facts. */
import { html } from "../ui.js";
import { IconButton } from "../parts/basics.js";
import { Icon } from "../parts/icons.js";
import { t } from "../words/words.js";

const MOST = 12;
const DEGREES = ["bachelor", "master", "doctor"];
const FRESH = { experience: 3, degree: "bachelor", language: "" };

/** A rubric that the server takes. */
export function usable(rubric) {
  const names = rubric.criteria.map((one) => one.name.trim().toLowerCase());
  const filled = names.length > 0 && names.every(Boolean) && new Set(names).size === names.length;
  return filled && (rubric.requirements ?? []).every((one) => one.language === undefined || one.language.trim());
}

/** The words of a criterion that was drafted are those of its name: with another name they are others. */
function kept(one, name) {
  if (!Array.isArray(one.words)) return one.words; // a person wrote them
  return one.words.filter((word) => name.toLowerCase().includes(word.toLowerCase()));
}

export function Rubric({ rubric, onChange }) {
  const { criteria, requirements = [] } = rubric;
  const at = (list, place, values) => list.map((one, n) => (n === place ? { ...one, ...values } : one));
  const without = (list, place) => list.filter((_, n) => n !== place);
  return html`<fieldset class="rubric"><legend>${t("rubric.criteria")}</legend>
      ${criteria.map((one, n) => html`<div class="rubric-row" key=${`c${n}`}>
        <input class="input grow" aria-label=${t("rubric.name", { n: n + 1 })} placeholder=${t("rubric.name.hint")} value=${one.name}
          onInput=${(event) => onChange({ ...rubric, criteria: at(criteria, n, { name: event.target.value }) })}
          onChange=${(event) => onChange({ ...rubric, criteria: at(criteria, n, { words: kept(one, event.target.value) }) })} />
        <input class="input said" aria-label=${`${t("rubric.words")}: ${one.name}`} placeholder=${t("rubric.words.hint")} value=${[one.words ?? []].flat().join(", ")}
          onInput=${(event) => onChange({ ...rubric, criteria: at(criteria, n, { words: event.target.value.replace(/[，、]/g, ",") }) })} />
        <label class="weight"><span>${t("rubric.weight")}</span><input type="range" min="1" max="10" value=${one.weight} aria-label=${`${t("rubric.weight")}: ${one.name}`}
          onInput=${(event) => onChange({ ...rubric, criteria: at(criteria, n, { weight: Number(event.target.value) }) })} /><b class="tabular">${one.weight}</b></label>
        <${IconButton} icon="close" size=${17} label=${t("rubric.drop", { name: one.name })} disabled=${criteria.length < 2} onClick=${() => onChange({ ...rubric, criteria: without(criteria, n) })} />
      </div>`)}
      <button type="button" class="button small" disabled=${criteria.length >= MOST} onClick=${() => onChange({ ...rubric, criteria: [...criteria, { name: "", weight: 3 }] })}><${Icon} name="plus" size=${15} />${t("rubric.add")}</button>
    </fieldset>
    <fieldset class="rubric"><legend>${t("rubric.requirements")}</legend>
      ${requirements.map((one, n) => html`<div class="rubric-row" key=${`r${n}`}>
        <${Requirement} one=${one} onChange=${(values) => onChange({ ...rubric, requirements: at(requirements, n, values) })} />
        <${IconButton} icon="close" size=${17} label=${t("rubric.drop", { name: t("rubric.requirement", { n: n + 1 }) })} onClick=${() => onChange({ ...rubric, requirements: without(requirements, n) })} />
      </div>`)}
      <div class="row">${Object.keys(FRESH).map((kind) => html`<button type="button" class="button small" key=${kind}
        onClick=${() => onChange({ ...rubric, requirements: [...requirements, { [kind]: FRESH[kind] }] })}><${Icon} name="plus" size=${15} />${t(`rubric.${kind}`)}</button>`)}</div>
    </fieldset>`;
}

/** One that the page knows can be edited; any other is kept as it is. */
function Requirement({ one, onChange }) {
  if ("experience" in one) return html`<label class="grow row"><span>${t("rubric.experience")}</span><input class="input amount" type="number" min="0" max="60" value=${one.experience} onInput=${(event) => onChange({ experience: Number(event.target.value) })} /></label>`;
  if ("degree" in one) return html`<label class="grow row"><span>${t("rubric.degree")}</span><select class="input amount" value=${one.degree} onChange=${(event) => onChange({ degree: event.target.value })}>${DEGREES.map((degree) => html`<option value=${degree}>${t(`degree.${degree}`)}</option>`)}</select></label>`;
  if ("language" in one) return html`<label class="grow row"><span>${t("rubric.language")}</span><input class="input amount" value=${one.language} onInput=${(event) => onChange({ language: event.target.value })} /></label>`;
  return html`<span class="grow">${Object.values(one).flat().join(", ")}</span>`;
}
