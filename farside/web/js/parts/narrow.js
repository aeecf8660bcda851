/** How wide things are: the page, and a box in it. */
import { useLayoutEffect, useState } from "../ui.js";

/** Whether the page is narrower than so many pixels. */
export function useNarrow(pixels) {
  const query = matchMedia(`(max-width: ${pixels}px)`);
  const [narrow, change] = useState(query.matches);
  useLayoutEffect(() => {
    const changed = () => change(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, [pixels]);
  return narrow;
}

/** The inner width of an element (a ref) in pixels, without its padding; 0 until it is there. */
export function useWidth(box) {
  const [width, change] = useState(0);
  useLayoutEffect(() => {
    const look = new ResizeObserver(([entry]) => change(entry.contentRect.width));
    look.observe(box.current);
    return () => look.disconnect();
  }, []);
  return width;
}
