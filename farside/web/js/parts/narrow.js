/** Whether the page is narrower than so many pixels. */
import { useLayoutEffect, useState } from "../ui.js";

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
