/** A chunk as it goes over a wire: text as it is, anything else as one line of JSON. */
function encode(chunk: unknown): string {
  return typeof chunk === "string" ? chunk : `${JSON.stringify(chunk)}\n`;
}

/** Chunks as a stream of bytes, made when they are pulled. Cancelling it ends the iteration. */
export function byteStream(chunks: AsyncIterator<unknown>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const result = await chunks.next();
        if (result.done) controller.close();
        else controller.enqueue(encoder.encode(encode(result.value)));
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}
