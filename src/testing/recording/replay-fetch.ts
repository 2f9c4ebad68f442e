import { isEqual } from "../../json/equal.ts";
import { censored } from "./censored.ts";
import { requestOf } from "./record-fetch.ts";
import type { Takes, Wait } from "./replay.ts";
import type { TapeEvent } from "./tape.ts";

/** A `fetch` that answers out of a recording. */
export function replayFetch(takes: Takes, wait: Wait | undefined): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    const { method, url, body } = censored(await requestOf(request.clone())).request;
    const events = takes.take(
      (asked) =>
        "request" in asked &&
        asked.request.method === method &&
        asked.request.url === url &&
        isEqual(asked.request.body, body),
      `${method} ${url} with this body`,
    );
    const [first, ...rest] = events;
    if (first) await wait?.(first, signal);
    signal.throwIfAborted();
    if (!first || !("response" in first)) throw failureOf(first);
    const { status, headers } = first.response;
    return new Response(bodyOf(rest, signal, wait), { status, headers });
  };
}

function bodyOf(events: readonly TapeEvent[], signal: AbortSignal, wait: Wait | undefined): ReadableStream<Uint8Array> {
  const pieces = events[Symbol.iterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const event = pieces.next().value;
        if (event) await wait?.(event, signal);
        if (signal.aborted) controller.error(signal.reason);
        else if (event && "text" in event) controller.enqueue(new TextEncoder().encode(event.text));
        else if (event && "base64" in event) controller.enqueue(Buffer.from(event.base64, "base64"));
        else if (event && "error" in event) controller.error(failureOf(event));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** As `fetch` fails. */
function failureOf(event: TapeEvent | undefined): TypeError {
  return new TypeError(event && "error" in event ? event.error : "the recording ends here");
}
