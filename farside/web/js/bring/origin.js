/** Where on the web a document came from, and when. */
import { html, useEffect, useState } from "../ui.js";
import * as api from "../api.js";
import { moment } from "../text.js";
import { t } from "../words/words.js";

const FROM_A_SITE = /^[\w.-]+\.\w+\//; // documents of the web are called by their site

export function Origin({ id, name }) {
  const [found, fill] = useState([]);
  useEffect(() => {
    fill([]);
    if (FROM_A_SITE.test(name)) api.get(`/api/documents/${id}`).then((facts) => fill(facts.origins.slice(0, 1)), () => {});
  }, [id, name]);
  return found.map(({ url, fetched }) => html`<p class="note" key=${url}>${t("reader.origin", { when: moment(fetched) })}${" "}
    <a href=${url} rel="noopener noreferrer nofollow" target="_blank">${url}</a></p>`);
}
