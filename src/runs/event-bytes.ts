import { describeError } from "./describe-error.ts";
import { jsonText } from "./json-text.ts";

/**
 * What is told of a run as server-sent events: `event: data` with an event, or a patch, as JSON, at the end `event: end`
 * with `{}`; of a run that fails, `event: error` with what is told of an error, and no end. (A frame without data is never
 * dispatched by a browser.)
 */
export function eventBytes(told: AsyncIterator<unknown, undefined>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const frame = (event: string, data: unknown) => encoder.encode(`event: ${event}\ndata: ${jsonText(data)}\n\n`);
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const result = await told.next();
          if (!result.done) return controller.enqueue(frame("data", result.value));
          controller.enqueue(frame("end", {}));
        } catch (error) {
          controller.enqueue(frame("error", describeError(error)));
          // The run may go on, if what failed was to say an event as JSON.
          await told.return?.();
        }
        controller.close();
      },
      async cancel() {
        await told.return?.();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}
