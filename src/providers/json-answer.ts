import { RunletError } from "../errors/error.ts";
import { excerpt } from "../models/excerpt.ts";
import type { HttpModelOptions } from "./http-call.ts";
import { isFormat, readText, send, type HttpRequest } from "./http.ts";
import { refusalOf, type Provider } from "../models/refusal.ts";
import { resending } from "./resending.ts";
import { secretsOf } from "./secrets.ts";

/** A question that is answered with one JSON text, and not with a stream. */
export interface JsonCall {
  readonly provider: Provider;
  readonly request: HttpRequest;
  readonly model?: string | undefined;
  /** What must not be shown, besides what the request has. */
  readonly keys?: readonly string[];
}

/**
 * Asks, again where that may help, and gives the answer, parsed. What is in it is not checked.
 *
 * @throws RunletError the provider's refusal, `connection`, and `protocol` where the answer is not JSON
 */
export async function jsonAnswer(call: JsonCall, options: HttpModelOptions, signal: AbortSignal): Promise<unknown> {
  const fetch = options.fetch ?? globalThis.fetch;
  const { provider, request, model, keys = [] } = call;
  const secrets = [...secretsOf(request), ...keys];
  return resending(options, signal, async () => {
    const response = await send({ fetch, signal, format: "json" }, { to: provider.name, ...request });
    const { status, headers } = response;
    const refused = (body: string) =>
      refusalOf(provider, { status, headers, body, secrets, model, phase: "before-first-chunk" });
    options.onResponse?.({ status, headers });
    if (!isFormat(response, "json")) throw refused(await readText(response));
    const text = await whole(response, provider);
    const answer = parsed(text, provider, secrets);
    if ((answer as { error?: unknown } | null)?.error) throw refused(text);
    return answer;
  });
}

async function whole(response: Response, { name }: Provider): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    const message = `The answer of ${name} broke off.`;
    throw new RunletError("truncated", message, { phase: "before-first-chunk", retryable: true, cause });
  }
}

function parsed(text: string, { name }: Provider, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's own message, which quotes the text as it is.
    const message = `${name} answered with what is not JSON: "${excerpt(text, secrets, 200)}".`;
    throw new RunletError("protocol", message, { phase: "before-first-chunk" });
  }
}
