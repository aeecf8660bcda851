/** The address is the place: /library?collection=… . Links are real links. */
import { useLayoutEffect, useReducer } from "./ui.js";

const listeners = new Set();

export function place() {
  const path = location.pathname.replace(/\/+$/, "") || "/";
  return { path, query: new URLSearchParams(location.search) };
}

export function go(to, replace = false) {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"]({}, "", to);
  for (const listener of [...listeners]) listener();
}

export function usePlace() {
  const [, draw] = useReducer((count) => count + 1, 0);
  useLayoutEffect(() => {
    listeners.add(draw);
    addEventListener("popstate", draw);
    return () => {
      listeners.delete(draw);
      removeEventListener("popstate", draw);
    };
  }, []);
  return place();
}

/** Turns clicks on links of the page into changes of place; other windows and other sites stay the browser's business. */
export function clicks(event) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/")) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
