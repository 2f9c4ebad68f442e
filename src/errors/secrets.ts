/** What stands in the place of a secret. */
export const HIDDEN = "***";

/** `text` with `***` wherever it has one of the secrets. */
export function hide(text: string, secrets: readonly string[]): string {
  // Longest first: a secret may be a part of another, of which the rest would stay.
  const longestFirst = secrets.filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text);
}

/** Whether what a header, a part of a query or a field of this name holds is for nobody else to see. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}

const SECRET = /key|token|secret|password|passwd|auth|cookie|credential|signature|session/i;
/** Counts and settings of tokens, and what names something by a key of its own. */
const HARMLESS =
  /^(x-ratelimit-.*|.*max_?(completion_|output_|new_)?tokens|.*_tokens|prompt_cache_key|author|key_?words?)$/i;
