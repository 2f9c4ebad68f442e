/** A chunk as it goes over a wire: text as it is, anything else as one line of JSON. */
function encode(chunk: unknown): string {
  return typeof chunk === "string" ? chunk : `${JSON.stringify(chunk) ?? "null"}\n`;
}

/** Text as bytes. A character that two chunks share is held until its second half is there. */
class TextBytes {
  private readonly encoder = new TextEncoder();
  private half = "";

  encode(text: string): Uint8Array<ArrayBuffer> {
    const whole = this.half + text;
    const end = whole.charCodeAt(whole.length - 1);
    this.half = end >= 0xd800 && end < 0xdc00 ? whole.slice(-1) : "";
    return this.encoder.encode(this.half ? whole.slice(0, -1) : whole);
  }

  end(): Uint8Array<ArrayBuffer> {
    return this.encoder.encode(this.half);
  }
}

/** Chunks as a stream of bytes, made when they are pulled. Cancelling it ends the iteration. */
export function byteStream(chunks: AsyncIterator<unknown>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextBytes();
  return new ReadableStream(
    {
      async pull(controller) {
        const result = await chunks.next();
        if (result.done) {
          const rest = bytes.end();
          if (rest.length > 0) controller.enqueue(rest);
          return controller.close();
        }
        try {
          controller.enqueue(bytes.encode(encode(result.value)));
        } catch (error) {
          // Not all values have a JSON form.
          await chunks.return?.();
          throw error;
        }
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
}
