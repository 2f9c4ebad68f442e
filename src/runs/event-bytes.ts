import { describeError } from "./describe-error.ts";
import type { StreamEvent } from "./events.ts";

/**
 * Events as server-sent events: `event: data` with the event as JSON, at the end `event: end` with `{}`; of a run that
 * fails, `event: error` with what is told of an error, and no end. (A frame without data is never dispatched by a browser.)
 */
export function eventBytes(events: AsyncIterator<StreamEvent, undefined>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const frame = (event: string, data: unknown) => encoder.encode(`event: ${event}\ndata: ${json(data)}\n\n`);
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const result = await events.next();
          if (!result.done) return controller.enqueue(frame("data", result.value));
          controller.enqueue(frame("end", {}));
        } catch (error) {
          controller.enqueue(frame("error", describeError(error)));
          // The run may go on, if what failed was to say an event as JSON.
          await events.return?.();
        }
        controller.close();
      },
      async cancel() {
        await events.return?.();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}

/** As one line of JSON, whatever it is: watching is never why a run fails. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(withForm(value, []));
  }
}

/** `value` with text in place of what has no JSON form: a circle, a big integer, what throws when it is asked for its own. */
function withForm(value: unknown, around: readonly unknown[]): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value)) return "[circular]";
  const within = [...around, value];
  try {
    const { toJSON } = value as { readonly toJSON?: unknown };
    const form: unknown = typeof toJSON === "function" ? toJSON.call(value) : value;
    if (form !== value) return withForm(form, within);
    if (Array.isArray(form)) return form.map((each) => withForm(each, within));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withForm(each, within)]));
  } catch (error) {
    return `[no JSON form: ${describeError(error).message}]`;
  }
}
