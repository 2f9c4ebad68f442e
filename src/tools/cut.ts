/** `text`, or its first `limit` characters (UTF-16 units) and a line that says how many of `length` these are. */
export function cutTo(limit: number, text: string, length = text.length): string {
  if (text.length <= limit) return text;
  // Half a character would make the text ill-formed.
  const kept = text.slice(0, limit).replace(/[\ud800-\udbff]$/, "");
  return `${kept}\n[cut: the first ${kept.length} of ${length} characters]`;
}
