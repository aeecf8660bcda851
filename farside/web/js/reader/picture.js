/** A page as it looks, with exactly the cited words marked on it. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../ui.js";
import { label } from "../text.js";
import { t } from "../words/words.js";
import { boxesOn, pictureOf } from "./place.js";

const PAD = 0.0025; // of the page, around the words

export function Picture({ id, name, page, start, end, zoom, onFail }) {
  const [boxes, change] = useState([]);
  const [loaded, load] = useState("");
  const first = useRef();
  useEffect(() => {
    let wanted = true;
    change([]);
    if (start !== null) boxesOn(id, page.number, start, end).then((found) => wanted && change(found), () => {});
    return () => {
      wanted = false;
    };
  }, [id, page.number, start, end]);
  useLayoutEffect(() => {
    if (boxes.length) first.current?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [boxes, zoom]);
  const width = (window.devicePixelRatio > 1 ? 1800 : 1200) * (zoom > 1.6 ? 1.6 : 1);
  const source = pictureOf(id, page.number, Math.round(width));
  return html`<figure class="sheet ${loaded === source ? "" : "loading"}" data-page=${page.number}
    style=${{ width: `${zoom * 100}%`, aspectRatio: `${page.width || 3} / ${page.height || 4}` }}>
    <img src=${source} alt=${t("reader.picture", { page: label(page.label), name })}
      onLoad=${() => load(source)} onError=${onFail} decoding="async" />
    ${boxes.map((box, at) => html`<i class="highlight" key=${at} ref=${at ? undefined : first} style=${rectangle(box)}></i>`)}
  </figure>`;
}

const share = (value) => `${(value * 100).toFixed(3)}%`;

const rectangle = ({ left, top, width, height }) => ({
  left: share(left - PAD), top: share(top - PAD), width: share(width + 2 * PAD), height: share(height + 2 * PAD),
});
