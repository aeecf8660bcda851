/** What files are called on the page: the last part of the path, and as many folders as tell it from others. */
import { get } from "./store.js";
import { t } from "./words/words.js";

let known = { documents: null, paths: new Map() };

/** The paths of documents by their last part. */
function byLast(documents) {
  if (known.documents === documents) return known.paths;
  const paths = new Map();
  for (const { name } of documents.values()) {
    const last = name.slice(name.lastIndexOf("/") + 1);
    const same = paths.get(last);
    if (same) same.add(name);
    else paths.set(last, new Set([name]));
  }
  known = { documents, paths };
  return paths;
}

/** "report.txt"; of two of that name "2024/report.txt" and "2025/report.txt". */
export function shownName(path, documents = get().documents) {
  const parts = path.split("/");
  const others = byLast(documents).get(parts[parts.length - 1]);
  for (let count = 1; count < parts.length; count += 1) {
    const tail = parts.slice(-count).join("/");
    const shared = [...(others ?? [])].some((one) => one !== path && (one === tail || one.endsWith(`/${tail}`)));
    if (!shared) return tail;
  }
  return path;
}

/** A collection's name; that of the samples in the person's language. */
export const shelfName = (name) => (name === get().samples?.collection ? t("samples.name") : name);

/** What people call a model. */
export const modelName = (name) => get().models.find((one) => one.name === name)?.title ?? name;
