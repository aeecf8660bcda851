/** A long list of rows of one height, of which those on screen are drawn; `tall` where it is less than `below` pixels wide. */
import { html, useLayoutEffect, useRef, useState } from "../ui.js";
import { useWidth } from "../parts/basics.js";

const MORE = 8; // rows drawn beyond the edges

export function List({ rows, height: low, tall = low, below = 0, label, draw }) {
  const box = useRef();
  const width = useWidth(box);
  const height = (width || innerWidth) < below ? tall : low;
  const [seen, look] = useState({ first: 0, last: 30 });
  useLayoutEffect(() => {
    const scroller = box.current.closest(".scroller");
    const measure = () => {
      const top = box.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor(-top / height) - MORE);
      const last = Math.ceil((scroller.clientHeight - top) / height) + MORE;
      look((known) => (known.first === first && known.last === last ? known : { first, last }));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(scroller);
    scroller.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      scroller.removeEventListener("scroll", measure);
    };
  }, [height, rows.length]);
  const first = Math.min(seen.first, Math.max(0, rows.length - 1));
  const shown = rows.slice(first, seen.last);
  return html`<ul class="rows" ref=${box} aria-label=${label} style=${{ height: `${rows.length * height}px` }}>
    ${shown.map((row, at) => html`<li key=${row.key} aria-setsize=${rows.length} aria-posinset=${first + at + 1} data-key=${row.key}
      style=${{ transform: `translateY(${(first + at) * height}px)`, height: `${height}px` }}>${draw(row)}</li>`)}
  </ul>`;
}
