/** What fetch hides in the cause of its "fetch failed". */
export function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === "string") return code;
    if (at.cause === undefined) return at.message;
  }
  return "";
}
