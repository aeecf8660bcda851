/** Which rows are shown, and in what order: as they came, by a column, or those that wait for a person. */
import { language } from "../words/words.js";

/** The places of the rows to show. `by`: {column, down} or null; `marked`: only rows with something to look at. */
export function order(rows, by, marked) {
  const all = rows.map((_, y) => y);
  const shown = marked ? all.filter((y) => waits(rows[y])) : all;
  if (!by) return shown;
  const value = (y) => rows[y].cells[by.column]?.value ?? null;
  const stated = shown.filter((y) => value(y) !== null);
  stated.sort((one, other) => (by.down ? -1 : 1) * compared(value(one), value(other)));
  return [...stated, ...shown.filter((y) => value(y) === null)];
}

/** Upwards, downwards, and as they came. */
export function next(by, column) {
  if (by?.column !== column) return { column, down: false };
  return by.down ? null : { column, down: true };
}

export const waits = (row) => Boolean(row.problem) || row.cells.some((cell) => cell.flags.length > 0);

/** Amounts by currency, then by size; numbers by size; words as the person's language has them. */
function compared(one, other) {
  if (typeof one === "number" || typeof one === "boolean") return Number(one) - Number(other);
  if (one.amount !== undefined) return one.currency.localeCompare(other.currency) || one.amount - other.amount;
  return String(one).localeCompare(String(other), language(), { numeric: true });
}
