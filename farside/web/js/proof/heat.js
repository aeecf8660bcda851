/** A heat map of one evaluation: lengths across, depths down, a cell's colour is its score. */
import { html } from "../ui.js";
import { percent, short } from "../text.js";
import { t } from "../words/words.js";

// Wrong, half, right.
const STOPS = [[240, 73, 110], [235, 184, 57], [12, 215, 159]];
const CELL = 54;
const LEFT = 58;
const TOP = 8;
const FOOT = 40;

/** The colour of a score from 0 to 1. */
export function colour(score) {
  const at = Math.min(1, Math.max(0, score)) * 2;
  const low = Math.min(1, Math.floor(at));
  const mixed = STOPS[low].map((from, part) => Math.round(from + (STOPS[low + 1][part] - from) * (at - low)));
  return `rgb(${mixed.join(" ")})`;
}

/** Rows of one kind, language and strategy, under a name. Without depths there is one line. */
export function panels(rows) {
  const found = new Map();
  for (const row of rows.filter((one) => one.score !== null)) {
    const name = [named("strategy", row.strategy), named("needle", row.kind), named("language", row.language), named("control", row.control)].filter(Boolean).join(" · ");
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  return [...found].map(([name, of]) => ({ name, rows: of }));
}

const named = (what, value) => (t.known(`${what}.${value}`) ? t(`${what}.${value}`) : value);

const sorted = (values) => [...new Set(values)].sort((a, b) => a - b);

/** `signed`: the scores are differences, from -1 to 1. */
export function Heat({ name, rows, signed = false }) {
  const lengths = sorted(rows.map((row) => row.length));
  const depths = sorted(rows.map((row) => row.depth ?? 0));
  const cells = new Map(rows.map((row) => [`${row.length}/${row.depth ?? 0}`, row]));
  const width = LEFT + lengths.length * CELL;
  const height = TOP + depths.length * 34 + FOOT;
  const mean = rows.reduce((sum, row) => sum + row.score, 0) / rows.length;
  const shown = (score) => (signed && score > 0 ? "+" : "") + percent(score);
  return html`<figure class="heat">
    <figcaption>${name} <b>${shown(mean)}</b></figcaption>
    <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="img" aria-label=${said(name, rows, shown)}>
      ${depths.map((depth, y) => html`<text key=${depth} x=${LEFT - 8} y=${TOP + y * 34 + 21} text-anchor="end">${rows[0].depth === null ? "" : `${depth} %`}</text>`)}
      ${depths.map((depth, y) => lengths.map((length, x) => square(cells.get(`${length}/${depth}`), x, y, signed, shown)))}
      ${lengths.map((length, x) => html`<text key=${length} x=${LEFT + x * CELL + CELL / 2} y=${height - 22} text-anchor="middle">${length ? short(length) : "–"}</text>`)}
      <text class="axis" x=${LEFT + (lengths.length * CELL) / 2} y=${height - 5} text-anchor="middle">${t("proof.tokens")}</text>
    </svg></figure>`;
}

function square(row, x, y, signed, shown) {
  const [left, top] = [LEFT + x * CELL, TOP + y * 34];
  if (!row) return html`<rect class="none" x=${left + 1} y=${top + 1} width=${CELL - 2} height="32" rx="4" />`;
  const fill = colour(signed ? (row.score + 1) / 2 : row.score);
  return html`<g><rect x=${left + 1} y=${top + 1} width=${CELL - 2} height="32" rx="4" fill=${fill} />
    <text class="score" x=${left + CELL / 2} y=${top + 21} text-anchor="middle">${shown(row.score)}</text>
    <title>${words(row, shown)}</title></g>`;
}

const words = ({ length, depth, score, n }, shown) => t(depth === null ? "proof.cell.whole" : "proof.cell", { length, depth, score: shown(score), n });

const said = (name, rows, shown) => `${name}: ${rows.map((row) => words(row, shown)).join("; ")}`;

/** Cells that both have, as the second minus the first. */
export function difference(first, second) {
  const key = (row) => [row.kind, row.strategy, row.language, row.control, row.length, row.depth].join("/");
  const known = new Map(first.map((row) => [key(row), row]));
  return second
    .filter((row) => known.has(key(row)))
    .map((row) => ({ ...row, score: row.score - known.get(key(row)).score, n: Math.min(row.n, known.get(key(row)).n) }));
}
