/** `text` in quotes for an error's message: on one line, at most `limit` characters of it. */
export function quote(text: string, limit = 80): string {
  // Only a beginning is looked at, so that an error about a template of a megabyte costs nothing.
  const points = Array.from(text.slice(0, limit * 4).replace(/\s+/g, " "));
  const cut = points.length > limit || text.length > limit * 4;
  return `"${points.slice(0, limit).join("")}${cut ? "…" : ""}"`;
}
