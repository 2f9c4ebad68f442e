/** What reads a text in pieces, and gives a value where there is a new one. */
interface PieceReader<V> {
  feed(piece: string): V | undefined;
  end(): V;
}

/** All values that are given, the one at the end included. */
export function readPieces<V>(reader: PieceReader<V>, pieces: readonly string[]): V[] {
  const given: V[] = [];
  for (const piece of pieces) {
    const value = reader.feed(piece);
    if (value !== undefined) given.push(value);
  }
  const value = reader.end();
  if (value !== given.at(-1)) given.push(value);
  return given;
}
