/** How large a page is shown: as its mark is read best, or as a person has it, by buttons or with two fingers. */
import { useLayoutEffect, useRef } from "../ui.js";
import { around } from "./geometry.js";

export const STEP = 1.25;
const MOST = 4;
const BESIDE = 1.15; // widths of the mark that are seen
const LINE = { least: 10, most: 18 }; // pixels of the letters of a marked line: from readable to large
const NEARLY = 1.12; // so little is not worth a page that does not fit

export const within = (zoom) => Math.min(MOST, Math.max(1, zoom));

/** Widths of the reader (`width` pixels) that a page takes so that its mark fills it, and is readable in any case. */
export function fitted(boxes, page, width) {
  if (!boxes.length || !width) return 1;
  const lines = boxes.map((one) => one.height).sort((a, b) => a - b);
  const line = (lines[lines.length >> 1] * width * page.height) / page.width; // pixels at 1
  const whole = 1 / (BESIDE * around(boxes).width);
  const zoom = within(Math.max(Math.min(whole, LINE.most / line), LINE.least / line));
  return zoom < NEARLY ? 1 : zoom;
}

/** Hears two fingers, and the wheel with Ctrl as touchpads send it, in `box`. What is under them stays there. */
export function useZoom(box, zoom, onZoom) {
  const held = useRef();
  const point = useRef(null); // {x, y in the box, of: the zoom then}
  held.current = zoom;
  useLayoutEffect(() => {
    const element = box.current;
    let pinch = null;
    const to = (wanted, x, y) => {
      const frame = element.getBoundingClientRect();
      point.current = { x: x - frame.left, y: y - frame.top, of: held.current };
      onZoom(within(wanted));
    };
    const middle = ([one, other]) => [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];
    const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const touched = (event) => (pinch = event.touches.length === 2 ? { apart: apart(event.touches), zoom: held.current } : null);
    const moved = (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      to((pinch.zoom * apart(event.touches)) / pinch.apart, ...middle(event.touches));
    };
    const wheel = (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      to(held.current * Math.exp(-event.deltaY / 150), event.clientX, event.clientY);
    };
    const heard = { touchstart: touched, touchend: touched, touchmove: moved, wheel };
    for (const [name, listener] of Object.entries(heard)) element.addEventListener(name, listener, { passive: false });
    return () => Object.entries(heard).forEach(([name, listener]) => element.removeEventListener(name, listener));
  }, []);
  useLayoutEffect(() => {
    if (!point.current) return;
    const { x, y, of } = point.current;
    const element = box.current;
    element.scrollLeft = ((element.scrollLeft + x) * zoom) / of - x;
    element.scrollTop = ((element.scrollTop + y) * zoom) / of - y;
    point.current = null;
  }, [zoom]);
}
