import type { Join } from "../engine/join.ts";
import { note, noteOf } from "../errors/info.ts";

/** Notes on an error that ends a stream before its first chunk what that would have joined with, if nobody knows of anything that had come. */
export function withPartial(error: object, join: Join): object {
  const known = noteOf(error);
  if (known && known.partial === undefined && !known.shared)
    note(error, known.run, { path: known.path, partial: join.gather().value(), partialCut: false });
  return error;
}
