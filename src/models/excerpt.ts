import { hide } from "../errors/secrets.ts";

/**
 * The provider's own words, fit to be quoted in an error: every occurrence of a secret hidden, on one line, and
 * shortened to `limit` UTF-16 units.
 */
export function excerpt(text: string, secrets: readonly string[], limit = 300): string {
  const line = hide(text, secrets)
    .slice(0, 20 * limit)
    .replace(/\s+/g, " ")
    .trim();
  // An ellipsis after half a character would make the message ill-formed.
  return line.length <= limit ? line : `${line.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}…`;
}
