/** The map of the library: one small cell a window, grouped by document. It fills as windows are read and takes on
 * colour as they are asked, so that a person sees that everything is looked at. */
import { html, useLayoutEffect, useRef, useState } from "../ui.js";
import { shownName } from "../names.js";
import { number } from "../text.js";
import { t } from "../words/words.js";

const LINES = 6; // so many documents have a line each
const TALL = 300; // pixels: names above the cells take no more than this, else all documents share one field
const NAME = 128;
const GAP = 20;
const ROW = 44;
const APART = 0.25; // where all windows are as near as this, none is nearer than the others
// From hot to cold: how far a window's gate lies under the best one so far, in log-odds.
const STEPS = [0.25, 0.75, 1.5, 3];
export const KINDS = ["unread", "read", "cold", "cool", "mild", "warm", "hot"];

/** What one cell shows; `best` as `bestOf` gives it. */
export function kind(index, live, best) {
  const gate = live.gates.get(index);
  if (gate === undefined) return live.read.has(index) ? "read" : "unread";
  const step = STEPS.findIndex((limit) => best - gate <= limit);
  return ["hot", "warm", "mild", "cool"][step] ?? "cold";
}

/** The highest gate so far. */
export function bestOf(live) {
  const gates = [...live.gates.values()];
  const best = Math.max(...gates);
  return gates.length > 1 && best - Math.min(...gates) < APART ? Infinity : best;
}

export function LibraryMap({ live }) {
  const box = useRef();
  const [width, change] = useState(600);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => change(Math.floor(entry.contentRect.width)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  const { groups, total } = live.plan;
  const best = bestOf(live);
  const size = total <= 48 ? 18 : total <= 240 ? 13 : total <= 1500 ? 9 : 6;
  const look = { size, best, live };
  return html`<figure class="map" ref=${box} role="img" aria-label=${summary(live)}
    data-total=${total} data-read=${live.read.size} data-asked=${live.gates.size}>
    ${drawn(groups, look, width)}
  </figure>`;
}

function drawn(groups, look, width) {
  if (groups.length > LINES) {
    if (height(groups, look, width) > TALL) return html`<${Cells} groups=${groups} look=${look} width=${width} />`;
    return html`<div class="map-flow">${groups.map((group) => html`<${Titled} key=${group.id} group=${group} look=${look} width=${width} />`)}</div>`;
  }
  return groups.map((group) => html`<${Named} key=${group.id} group=${group} look=${look} width=${width} />`);
}

/** How high the documents stand with their names, one after another like words. */
function height(groups, look, width) {
  let [rows, left] = [1, width];
  for (const group of groups) {
    const wide = Math.max(NAME, group.cells.length * pitch(look.size));
    if (wide > left && left < width) [rows, left] = [rows + 1, width];
    rows += Math.floor(wide / width);
    left -= (wide % width) + GAP;
  }
  return rows * ROW;
}

/** The map in words. */
export function summary(live) {
  const { groups, total } = live.plan;
  const best = bestOf(live);
  const near = groups
    .map((group) => ({ name: shownName(group.name), hot: group.cells.filter((cell) => kind(cell.index, live, best) === "hot") }))
    .filter((group) => group.hot.length)
    .map((group) => group.name);
  const said = t("map.summary", {
    read: number(live.read.size), asked: number(live.gates.size), total: number(total), documents: number(groups.length),
  });
  return near.length ? `${said} ${t("map.near", { names: near.slice(0, 5).join(", ") })}` : said;
}

function Named({ group, look, width }) {
  const narrow = width < 440;
  return html`<div class="map-row">
    <span class="map-name" title=${group.name}>${shownName(group.name)}</span>
    <${Cells} groups=${[group]} look=${look} width=${narrow ? width : width - 176} />
  </div>`;
}

function Titled({ group, look, width }) {
  const wide = group.cells.length * pitch(look.size);
  return html`<div class="map-group">
    <span class="map-name" title=${group.name}>${shownName(group.name)}</span>
    <${Cells} groups=${[group]} look=${look} width=${Math.min(width, Math.max(wide, NAME))} />
  </div>`;
}

const pitch = (size) => size + Math.max(2, Math.round(size / 5));

/** Groups one after another, like words on lines. Cells of one kind are one path: thousands of them stay quick. */
function Cells({ groups, look, width }) {
  const { size, best, live } = look;
  const step = pitch(size);
  const across = Math.max(1, Math.floor(Math.max(width, step) / step));
  const paths = new Map();
  let column = 0;
  let row = 0;
  groups.forEach((group, at) => {
    if (at && column) column += 1; // a gap between documents
    for (const cell of group.cells) {
      if (column >= across) [column, row] = [0, row + 1];
      const look = kind(cell.index, live, best);
      paths.set(look, (paths.get(look) ?? "") + square(column * step, row * step, size));
      column += 1;
    }
  });
  const height = row * step + size;
  return html`<svg class="cells" width=${across * step} height=${height} viewBox="0 0 ${across * step} ${height}" aria-hidden="true">
    ${KINDS.filter((one) => paths.has(one)).map((one) => html`<path key=${one} class="cell ${one}" d=${paths.get(one)} />`)}
  </svg>`;
}

function square(x, y, size) {
  const r = Math.min(3, size / 4);
  const side = size - 2 * r;
  const corner = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${side}${corner(r, r)}v${side}${corner(-r, r)}h${-side}${corner(-r, -r)}v${-side}${corner(r, -r)}z`;
}

/** What the colours mean. */
export function Legend() {
  const shown = ["unread", "read", "cold", "mild", "hot"];
  return html`<ul class="legend">
    ${shown.map((one) => html`<li><svg width="12" height="12" aria-hidden="true"><path class="cell ${one}" d=${square(0, 0, 12)} /></svg>${t(`map.${one}`)}</li>`)}
  </ul>`;
}
