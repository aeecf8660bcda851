/** Text and numbers as people read them. Offsets of the server count code points; those of this language do not. */
import { language, t } from "./words/words.js";

const PAIRED = /[\ud800-\udbff]/;

/** `text[start:end]` in code points. */
export function slice(text, start, end) {
  if (!PAIRED.test(text)) return text.slice(start, end);
  return Array.from(text).slice(start, end).join("");
}

export function length(text) {
  return PAIRED.test(text) ? Array.from(text).length : text.length;
}

export const number = (value) => new Intl.NumberFormat(language()).format(value);

export const short = (value) =>
  new Intl.NumberFormat(language(), { notation: "compact", maximumFractionDigits: 1 }).format(value);

export const percent = (share) =>
  new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 0 }).format(share);

export function bytes(value) {
  const steps = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), steps.length - 1);
  const unit = { style: "unit", unit: steps[step], unitDisplay: step ? "short" : "long" };
  return new Intl.NumberFormat(language(), { ...unit, maximumFractionDigits: step > 2 ? 1 : 0 }).format(
    value / 1000 ** step,
  );
}

/** "20 s", "6 min", "2 h 10 min". */
export function duration(seconds) {
  if (seconds < 1) return t("time.moment");
  if (seconds < 90) return t("time.seconds", { n: Math.round(seconds) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("time.minutes", { n: minutes });
  const rest = minutes % 60;
  const hours = t("time.hours", { n: number(Math.floor(minutes / 60)) });
  return rest && minutes < 60 * 24 ? `${hours} ${t("time.minutes", { n: rest })}` : hours;
}

/** "2 min. ago", and after some days the date. */
export function ago(time) {
  const seconds = (Date.now() - new Date(time)) / 1000;
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: "auto", style: "short" });
  if (seconds < 45) return t("time.now");
  if (seconds < 3000) return relative.format(-Math.round(seconds / 60), "minute");
  if (seconds < 80_000) return relative.format(-Math.round(seconds / 3600), "hour");
  if (seconds < 7 * 86_400) return relative.format(-Math.round(seconds / 86_400), "day");
  return date(time);
}

export const date = (time) =>
  new Intl.DateTimeFormat(language(), { year: "numeric", month: "short", day: "numeric" }).format(new Date(time));

export const moment = (time) =>
  new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));

const LABELS = [
  [/^p\. (\d+)$/, "label.page"],
  [/^lines? (\d+(?:-\d+)?)$/, "label.lines"],
  [/^slide (\d+)$/, "label.slide"],
  [/^sheet (.+)$/, "label.sheet"],
  [/^ch(?:apter|\.) (.+)$/, "label.chapter"],
  [/^section (.+)$/, "label.section"],
  [/^part (\d+)$/, "label.part"],
  [/^document$/, "label.document"],
];

/** The label of a page, which the server tells in English. */
export function label(said) {
  for (const [form, key] of LABELS) {
    const found = form.exec(said);
    if (found) return t(key, { n: found[1] });
  }
  return said;
}

/** A path as its last part, and the rest. */
export function parted(name) {
  const at = name.lastIndexOf("/");
  return { folder: name.slice(0, at + 1), name: name.slice(at + 1) };
}

/** A quotation on few lines: a line break inside Chinese is none, any other is a space. */
export const flowing = (text) => text.trim().replace(/([\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])/g, "$1");

/** What went wrong. The server's own words name the value and the remedy, in English; in another language the kind of
 * error is told, and `details` has those words. */
export function problem(error) {
  const known = error?.code && t.known(`error.${error.code}`);
  const own = language() === "en" && error?.message && error.code !== "offline";
  return known && !own ? t(`error.${error.code}`) : (error?.message ?? t("error.unknown"));
}

/** The server's words, where `problem` did not say them. */
export const details = (error) => (error?.message && problem(error) !== error.message ? error.message : "");
