/** What ends when nobody can read it any more. */
interface Abandonable {
  abandon(): void;
}

const streams = new FinalizationRegistry<Abandonable>((reader) => reader.abandon());

/**
 * Ends `reader` when the garbage collector finds that nobody has `stream` any more, through which alone it is read. That is
 * late, and nothing to rely on, but a request that nobody reads is not to stay open for good.
 */
export function endWhenAbandoned(stream: object, reader: Abandonable): void {
  streams.register(stream, reader, reader);
}

/** It has ended, or is never to begin: the registry keeps alive what it may have to end. */
export function forget(reader: Abandonable): void {
  streams.unregister(reader);
}
