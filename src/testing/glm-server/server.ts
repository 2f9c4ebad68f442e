import { RunletError } from "../../errors/error.ts";
import { type GlmRecordedRequest, listen } from "./listen.ts";
import type { GlmServiceOptions } from "./service.ts";
import { listenInThread } from "./thread.ts";

export interface GlmServerOptions extends GlmServiceOptions {
  /**
   * Serve from a thread of its own, so that a client that does not wait, or is busy, is served all the same. The replies
   * must then be data, not a function. Run from TypeScript source, the thread needs the built package (`dist/`).
   */
  readonly thread?: boolean;
}

/** A local server that answers as Zhipu's chat completions do. */
export interface GlmServer extends AsyncDisposable {
  /** The base URL, `http://127.0.0.1:PORT/api/paas/v4`. */
  readonly url: string;
  /** The requests so far. Those of a thread arrive between two turns of this one's event loop. */
  readonly requests: readonly GlmRecordedRequest[];
  /** The requests so far, with all that a thread knows by now. */
  recorded(): Promise<readonly GlmRecordedRequest[]>;
  /** Ends every connection and timer. */
  close(): Promise<void>;
}

/**
 * Starts a server on a free port of 127.0.0.1 that speaks the wire of Zhipu's chat completions byte for byte as recorded
 * answers show it, checks what the service checks, records what it was asked, and fails as it is told to.
 *
 * @throws RunletError `config` where there are no replies, or a function is to run in a thread.
 * @example
 * await using server = await glmServer({ replies: [["The", " sky", " is", " blue", "."], glmError("1302")] });
 * const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL: server.url });
 * await model.invoke("what color is the sky?"); // "The sky is blue."
 * server.requests[0].body; // { model: "glm-4-plus", messages: […], stream: true, … }
 */
export async function glmServer({ thread = false, ...options }: GlmServerOptions): Promise<GlmServer> {
  if (options.replies.length === 0 && typeof options.replies !== "function")
    throw new RunletError("config", "glmServer was given no replies: give one at least.", { phase: "config" });
  if (thread && typeof options.replies === "function")
    throw new RunletError("config", "glmServer with thread: true takes replies as data, not as a function.", {
      phase: "config",
    });

  const requests: GlmRecordedRequest[] = [];
  const record = (index: number, request: GlmRecordedRequest): void => {
    const known = requests[index];
    if (known) Object.assign(known, request);
    else requests[index] = request;
  };
  const { url, close, settled } = thread
    ? await listenInThread(options, record)
    : { ...(await listen(options, record)), settled: async () => {} };
  return {
    url,
    requests,
    close,
    async recorded() {
      await settled();
      return requests;
    },
    [Symbol.asyncDispose]: close,
  };
}
