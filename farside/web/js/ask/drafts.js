/** Half-written questions, kept by conversation as long as the browser's tab lives. */
const key = (id) => `farside.draft.${id ?? "new"}`;

export function draft(id) {
  try {
    return sessionStorage.getItem(key(id)) ?? "";
  } catch {
    return ""; // storage may be forbidden: then a draft lasts as long as its view
  }
}

export function keepDraft(id, text) {
  try {
    if (text) sessionStorage.setItem(key(id), text);
    else sessionStorage.removeItem(key(id));
  } catch {
    // as above, or full
  }
}

/** What somebody half wrote is nobody else's. */
export function forgetDrafts() {
  try {
    for (const one of Object.keys(sessionStorage)) if (one.startsWith("farside.draft.")) sessionStorage.removeItem(one);
  } catch {
    // as above
  }
}
