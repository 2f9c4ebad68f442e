import { hide } from "../../errors/secrets.ts";
import { BodyText, latin1, type BodyPiece } from "./body-text.ts";
import { censored, censoredHeaders, TextCensor } from "./censored.ts";
import { stopwatch } from "./stopwatch.ts";
import { TapeWriter } from "./tape-writer.ts";
import type { TapeEvent, TapeRequest } from "./tape.ts";

type Fetch = typeof globalThis.fetch;

/** A `fetch` that notes each request and its answer in a file. */
export function recordFetch(fetch: Fetch, file: string): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const take = new Recording(file, await requestOf(request.clone()));
    let response: Response;
    try {
      response = await fetch(request);
    } catch (error) {
      take.fail(error, request.signal);
      throw error;
    }
    take.respond(response);
    if (!response.body) {
      take.end("complete");
      return response;
    }
    const body = take.through(response.body, request.signal);
    const { status, statusText, headers } = response;
    return new Response(body, { status, statusText, headers });
  };
}

export async function requestOf(request: Request): Promise<TapeRequest> {
  const text = await request.text();
  const headers = Object.fromEntries(request.headers);
  const { method, url } = request;
  return text === "" ? { method, url, headers } : { method, url, headers, body: bodyOf(text) };
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** One request, and what comes of it. */
class Recording {
  private readonly note: (event: TapeEvent) => void;
  private readonly secrets: readonly string[];
  private readonly censor: TextCensor;
  private readonly took = stopwatch();
  private readonly body = new BodyText();
  private over = false;

  constructor(file: string, asked: TapeRequest) {
    const { request, secrets } = censored(asked);
    this.note = TapeWriter.of(file).begin({ request });
    this.secrets = secrets;
    this.censor = new TextCensor(secrets.map((secret) => latin1(Buffer.from(secret))));
  }

  respond({ status, headers }: Response): void {
    const shown = censoredHeaders(Object.fromEntries(headers), this.secrets);
    this.note({ response: { status, headers: shown }, after: this.took() });
  }

  /** Passes a body on as it is read, no faster. */
  through(body: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await reader.read();
            if (done) {
              this.end("complete");
              return controller.close();
            }
            this.piece(value);
            controller.enqueue(value);
          } catch (error) {
            this.fail(error, signal);
            controller.error(error);
          }
        },
        cancel: (reason) => {
          this.end("aborted");
          return reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  // Secrets are taken out of the bytes, one character each: so they are found in what is no text too.
  private piece(bytes: Uint8Array): void {
    this.show(this.body.push(this.censor.push(latin1(bytes))));
  }

  private show(pieces: readonly BodyPiece[]): void {
    for (const piece of pieces) this.note({ ...piece, after: this.took() });
  }

  fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) this.end("aborted");
    else this.last({ error: hide(error instanceof Error ? error.message : String(error), this.secrets) });
  }

  end(how: "complete" | "aborted"): void {
    this.last({ end: how });
  }

  private last(event: { readonly end: "complete" | "aborted" } | { readonly error: string }): void {
    if (this.over) return;
    this.over = true;
    this.show(this.body.push(this.censor.end()));
    this.show(this.body.end());
    this.note({ ...event, after: this.took() });
  }
}
