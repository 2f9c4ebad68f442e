/** As one line of JSON. What has no JSON form, a cycle or a big integer, is told as text: watching is never why a run fails. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    const open: object[] = [];
    return JSON.stringify(value, function plain(this: object, _key: string, inner: unknown) {
      if (typeof inner === "bigint") return String(inner);
      if (typeof inner !== "object" || inner === null) return inner;
      while (open.length > 0 && open.at(-1) !== this) open.pop();
      if (open.includes(inner)) return "[circular]";
      open.push(inner);
      return inner;
    });
  }
}
