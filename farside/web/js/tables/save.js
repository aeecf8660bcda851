/** A table as a file. Expenses have totals by what a person chooses, and a form to claim them. */
import { html, useState } from "../ui.js";
import { Menu } from "../parts/basics.js";
import { language, t } from "../words/words.js";

const FORMATS = ["xlsx", "csv", "json", "md", "docx", "html"];
const GROUPS = ["month", "category", "trip"];
const FORMS = ["pdf", "docx"];

/** `path`: that of the run. */
export function Save({ path, kind }) {
  const [by, group] = useState(GROUPS[0]);
  const spent = kind === "expenses";
  const formats = kind === "translate" ? ["txt", ...FORMATS] : FORMATS;
  const file = (format) => ({ label: t(kind === "cards" && format === "csv" ? "format.anki" : `format.${format}`), icon: "file", href: `${path}/table/export?format=${format}${spent && format === "xlsx" ? `&by=${by}` : ""}${format === "html" ? `&language=${language()}` : ""}` });
  const form = (format) => ({ label: t(`claim.${format}`), icon: "coins", href: `${path}/table/claim?format=${format}&by=${by}` });
  return html`${spent && html`<select class="input" aria-label=${t("totals.by")} value=${by} onChange=${(event) => group(event.target.value)}>
      ${GROUPS.map((one) => html`<option value=${one} key=${one}>${t(`totals.by.${one}`)}</option>`)}</select>`}
    <${Menu} label=${t("table.save")} icon="download" actions=${[...formats.map(file), ...(spent ? FORMS.map(form) : [])]} />`;
}
