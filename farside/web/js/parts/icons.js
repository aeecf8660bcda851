/** Small line drawings, decoration only: what they stand beside says the same in words or in a label. */
import { html } from "../ui.js";

const DRAWN = {
  ask: "M4 5h16v11H9l-5 4z",
  library: "M5 4v16M9 4v16M13 4.5l4 15.5M4 20h16",
  talks: "M3 5h12v8H8l-5 4zM18 9h3v11l-4-3h-7",
  jobs: "M4 7h11M4 12h16M4 17h7M19 5v4M17 7h4",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  coins: "M5 3h14v18l-3-2l-2 2l-2-2l-2 2l-2-2l-3 2zM9 8h6M9 12h6",
  rank: "M5 20V12h4v8M10 20V5h4v15M15 20V9h4v11M3 20h18",
  columns: "M4 4h6v16H4zM14 4h6v16h-6z",
  lines: "M4 6h16M4 11h16M4 16h10",
  brief: "M5 4h10l4 4v12H5zM8 11h8M8 15h5",
  cards: "M7 4h13v10H7zM4 8v12h13v-2",
  clock: "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 8v4l3 2",
  translate: "M4 6h10M9 3v3M6 6c1 4 4 6.5 7 8M12 6c-1 4-4 7-8 9M13 21l4-10l4 10M14.5 17.5h5",
  proof: "M4 4h16v16H4zM4 9.3h16M4 14.6h16M9.3 4v16M14.6 4v16",
  settings: "M4 8h9M19 8h1M4 16h2M12 16h8M16 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5M9 13.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5",
  send: "M12 19V5M6 11l6-6l6 6",
  stop: "M7 7h10v10H7z",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  search: "M11 5a6 6 0 1 0 0 12a6 6 0 0 0 0-12M15.5 15.5L20 20",
  upload: "M12 16V4M7 9l5-5l5 5M4 16v4h16v-4",
  download: "M12 4v12M7 11l5 5l5-5M4 20h16",
  folder: "M3 6h7l2 3h9v11H3z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  left: "M15 5l-7 7l7 7",
  right: "M9 5l7 7l-7 7",
  down: "M5 9l7 7l7-7",
  up: "M5 16l7-7l7 7",
  check: "M4 12.5l5.5 5.5L20 7",
  warn: "M12 4L2.5 20h19zM12 10v4.5M12 17.4v.1",
  retry: "M19 8a8 8 0 1 0 1 6M20 4v5h-5",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13",
  pen: "M4 20l1-5L16 4l4 4L9 19z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  key: "M8 11a4 4 0 1 0 0 8a4 4 0 0 0 0-8M11 13l9-9M16 8l3 3",
  moon: "M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z",
  out: "M14 4H5v16h9M10 12h11M17 8l4 4l-4 4",
  note: "M8 3h8l-1 7l3 4H6l3-4zM12 14v7",
  spark: "M12 3l2 6.5L20.5 12L14 14.5L12 21l-2-6.5L3.5 12L10 9.5z",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  minus: "M5 12h14",
  people: "M9 11a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.2 2.7 3.5 5.5",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
};

export function Icon({ name, size = 20 }) {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${DRAWN[name]} />
  </svg>`;
}

/** The far side: a disc with its dark half. */
export function Mark({ size = 28 }) {
  return html`<svg class="mark" width=${size} height=${size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle cx="16" cy="16" r="14" /><path d="M16 2a14 14 0 0 1 0 28a17 17 0 0 0 0-28z" />
  </svg>`;
}
