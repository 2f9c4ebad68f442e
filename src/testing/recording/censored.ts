import { hide, HIDDEN, isSecretName } from "../../errors/secrets.ts";
import { secretsOf } from "../../providers/secrets.ts";
import type { TapeRequest } from "./tape.ts";

/** Headers that say how bytes travelled, or that are of one connection only. */
const OF_THE_WAY =
  /^(content-(encoding|length)|transfer-encoding|connection|keep-alive|date|alt-svc|cf-.*|via|server)$/;

/** A request without its secrets, which are also given, to be taken out of what comes back. */
export function censored(request: TapeRequest): { readonly request: TapeRequest; readonly secrets: readonly string[] } {
  const { method, url, headers, body } = request;
  const secrets = secretsOf({ url, headers, body: typeof body === "object" && body !== null ? body : {} });
  const shown = {
    method,
    url: hide(withoutSecrets(url), secrets),
    headers: censoredHeaders(headers, secrets),
    ...(body !== undefined && { body: censoredBody(body, secrets) }),
  };
  return { request: shown, secrets };
}

export function censoredHeaders(headers: Readonly<Record<string, string>>, secrets: readonly string[]) {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_WAY.test(name.toLowerCase()));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, isSecretName(name) ? HIDDEN : hide(value, secrets)] as const),
  );
}

function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  parsed.username = parsed.password = "";
  for (const name of parsed.searchParams.keys()) if (isSecretName(name)) parsed.searchParams.set(name, HIDDEN);
  return parsed.href;
}

function censoredBody(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") return hide(value, secrets);
  if (Array.isArray(value)) return value.map((item) => censoredBody(item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      name,
      typeof inside === "string" && isSecretName(name) ? HIDDEN : censoredBody(inside, secrets),
    ]),
  );
}

/**
 * Takes secrets out of a text that comes in pieces, also those that lie across pieces: what may be the beginning of one is
 * held back until it is known.
 */
export class TextCensor {
  private readonly secrets: readonly string[];
  private held = "";

  constructor(secrets: readonly string[]) {
    this.secrets = secrets;
  }

  push(piece: string): string {
    const text = hide(this.held + piece, this.secrets);
    const from = text.length - Math.max(0, ...this.secrets.map((secret) => overlap(text, secret)));
    this.held = text.slice(from);
    return text.slice(0, from);
  }

  end(): string {
    const { held } = this;
    this.held = "";
    return held;
  }
}

/** How much of the end of `text` is the beginning of `secret`. */
function overlap(text: string, secret: string): number {
  let length = Math.min(text.length, secret.length - 1);
  while (length > 0 && !text.endsWith(secret.slice(0, length))) length--;
  return length;
}
