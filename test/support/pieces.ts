/** A response whose body comes in these pieces, each as one read. */
export function inPieces(pieces: readonly Uint8Array[], contentType = "text/event-stream;charset=UTF-8"): Response {
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at < pieces.length) controller.enqueue(pieces[at++]!);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "content-type": contentType } });
}

/** Two pieces, cut at `offset`. */
export function cutAt(bytes: Uint8Array, offset: number): Uint8Array[] {
  return [bytes.subarray(0, offset), bytes.subarray(offset)];
}
