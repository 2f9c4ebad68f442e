import type { Chunks } from "./context.ts";
import type { Join } from "./join.ts";
import type { Source } from "./source.ts";

/** Reads `chunks` to the end and joins them, in their own way or the one that is given. */
export function joined(chunks: Chunks, sync: boolean, join?: Join): Source | Promise<Source> {
  return sync ? joinedSync(chunks, join) : joinedAsync(chunks, join);
}

function joinedSync(chunks: Chunks, join: Join | undefined): Source {
  let result = chunks.nextSync();
  const gather = (join ?? chunks.join).gather();
  for (; !result.done; result = chunks.nextSync()) gather.add(result.value);
  return { kind: "value", value: gather.value() };
}

async function joinedAsync(chunks: Chunks, join: Join | undefined): Promise<Source> {
  let result = await chunks.next();
  const gather = (join ?? chunks.join).gather();
  for (; !result.done; result = await chunks.next()) gather.add(result.value);
  return { kind: "value", value: gather.value() };
}
