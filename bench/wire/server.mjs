import { once } from "node:events";
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { tokens } from "../stream/chunks.mjs";

const [, entry, ...given] = process.argv;
const file = fileURLToPath(import.meta.url);

/**
 * Starts a server for each of `scripts`, all in one process of its own. Gives their base URLs, and what ends it. One that
 * `holds` waits so many milliseconds before its last token.
 */
export async function serve(scripts) {
  const child = fork(file, [JSON.stringify(scripts)]);
  const [urls] = await once(child, "message");
  return { urls, close: () => child.disconnect() };
}

if (entry === file) {
  process.on("disconnect", () => process.exit());
  const { glmServer } = await import("../../dist/testing/index.js");
  const servers = JSON.parse(given[0]).map(({ count, eventsPerWrite, holds }) => {
    const said = holds ? [...tokens(count), holds, ...tokens(1)] : tokens(count);
    // With a fixed id and time the bytes are made once, and later answers are only written.
    return glmServer({ replies: [{ tokens: said, id: "chat-1", created: 1_700_000_000, eventsPerWrite }] });
  });
  process.send((await Promise.all(servers)).map(({ url }) => url));
}
