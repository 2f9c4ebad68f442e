import { RunletError } from "../../errors/error.ts";

/** How a key is shown to the service: as it is, or as a token signed with its second half (the older way). */
export type AuthScheme = "bearer" | "jwt";

const VALID_MS = 210_000;
const USED_MS = 180_000;
const CACHED_KEYS = 64;

const cache = new Map<string, { readonly token: Promise<string>; readonly until: number }>();

/**
 * A token that shows the key without saying it, as Zhipu's own SDKs make it: HS256, times in milliseconds, valid for 210 s,
 * used for 180 s.
 *
 * @throws RunletError `auth` where the key is malformed. The message never contains the key.
 */
export function signedToken(apiKey: string): Promise<string> {
  const now = Date.now();
  const known = cache.get(apiKey);
  if (known && now < known.until) return known.token;

  const token = sign(apiKey, now);
  cache.delete(apiKey);
  for (const oldest of cache.keys()) {
    if (cache.size < CACHED_KEYS) break;
    cache.delete(oldest);
  }
  cache.set(apiKey, { token, until: now + USED_MS });
  token.catch(() => cache.delete(apiKey));
  return token;
}

const HEADER = base64url('{"alg":"HS256","sign_type":"SIGN"}');

async function sign(apiKey: string, now: number): Promise<string> {
  const [id, secret, ...rest] = apiKey.split(".");
  if (!id || !secret || rest.length > 0) {
    const message = 'The API key is not of the form <id>.<secret>, which signing (auth: "jwt") needs.';
    throw new RunletError("auth", message, { phase: "config" });
  }

  const payload = base64url(JSON.stringify({ api_key: id, exp: now + VALID_MS, timestamp: now }));
  const text = new TextEncoder();
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await globalThis.crypto.subtle.importKey("raw", text.encode(secret), hmac, false, ["sign"]);
  const signature = await globalThis.crypto.subtle.sign("HMAC", key, text.encode(`${HEADER}.${payload}`));
  return `${HEADER}.${payload}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

/** Base64url without padding of a string whose units are bytes. */
function base64url(bytes: string): string {
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
