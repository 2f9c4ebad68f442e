import type { Chunks } from "./context.ts";
import type { Join } from "./join.ts";

/** A value as a source. */
interface Joined {
  readonly kind: "value";
  readonly value: unknown;
}

/** Reads `chunks` to the end and joins them, in their own way or the one that is given. */
export function joined(chunks: Chunks, sync: boolean, join?: Join): Joined | Promise<Joined> {
  return sync ? joinedSync(chunks, join) : joinedAsync(chunks, join);
}

function joinedSync(chunks: Chunks, join: Join | undefined): Joined {
  let result = chunks.nextSync();
  const gather = (join ?? chunks.join).gather();
  for (; !result.done; result = chunks.nextSync()) gather.add(result.value);
  return { kind: "value", value: gather.value() };
}

async function joinedAsync(chunks: Chunks, join: Join | undefined): Promise<Joined> {
  let result = await chunks.next();
  const gather = (join ?? chunks.join).gather();
  for (; !result.done; result = await chunks.next()) gather.add(result.value);
  return { kind: "value", value: gather.value() };
}
