import { isSecretName } from "../errors/secrets.ts";
import type { HttpRequest } from "./http.ts";

/** Shorter ones are no secrets, and hiding them would make a message unreadable. */
const SHORTEST = 6;

/**
 * What of a request must not be shown, should it come back in the words of a provider or of `fetch`: by the name of the
 * header, of the part of the address's query or of the field of the body that it stands in. A secret of more words, such as
 * `Bearer …`, is also its last word.
 */
export function secretsOf({ url, headers, body }: HttpRequest): readonly string[] {
  const found = new Set<string>();
  const add = (value: string): void => {
    for (const form of [value, value.split(/\s+/).at(-1)!]) if (form.length >= SHORTEST) found.add(form);
  };
  for (const [name, value] of Object.entries(headers)) if (isSecretName(name)) add(value);
  addFromAddress(url, add);
  addFromBody(body, add);
  return [...found];
}

function addFromAddress(url: string, add: (value: string) => void): void {
  if (!URL.canParse(url)) return;
  const { searchParams, username, password } = new URL(url);
  for (const [name, value] of searchParams) {
    if (!isSecretName(name)) continue;
    add(value);
    add(encodeURIComponent(value));
  }
  add(username);
  add(password);
}

/** Fields at any depth; a message that a person wrote is no field of such a name. */
function addFromBody(value: unknown, add: (value: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inside] of Object.entries(value)) {
    if (typeof inside === "string" && isSecretName(name) && !Array.isArray(value)) add(inside);
    else addFromBody(inside, add);
  }
}
