import { setTimeout } from "node:timers/promises";
import type { GlmServer } from "../../src/testing/glm-server/server.ts";
import type { Crossing } from "./link.ts";

/** How long what has ended may take to be closed before it counts as left open. */
export const PATIENCE_MS = 2000;

/** The end of the chunks of HTTP: the connection may serve another call. */
const isWhole = ({ tail }: Crossing): boolean => tail.endsWith("0\r\n\r\n");
const hasEndMark = ({ tail }: Crossing): boolean => tail.includes("[DONE]");

/** Waits until all that a run has opened is closed, or may stay open. Gives how long that took of each that was cut short. */
export async function closed(
  server: GlmServer,
  name: string,
  crossings: readonly Crossing[],
  ended: number,
  wrongs: string[],
): Promise<number[]> {
  // Those of an answer whose end mark has been read linger for its end, so that the connection is kept.
  const short = new Map<Crossing, boolean>(crossings.map((it) => [it, !isWhole(it) && !hasEndMark(it)]));
  const seen = new Map<object, number>();
  for (;;) {
    const requests = (await server.recorded()).filter(({ headers }) => headers["x-run"] === name);
    const now = performance.now();
    for (const request of requests) if (request.closed && !seen.has(request)) seen.set(request, now);
    const links = crossings.filter((it) => (it.closedAt === undefined || it.leftAt === undefined) && !isWhole(it));
    if (links.length === 0 && seen.size === requests.length) {
      const aborted = requests.filter((request) => request.closed === "aborted").map((it) => seen.get(it)! - ended);
      const cut = crossings.filter((it) => short.get(it) && it.closedAt !== undefined);
      return [...aborted, ...cut.map((it) => Math.max(0, it.closedAt! - ended, it.leftAt! - ended))];
    }
    if (now > ended + PATIENCE_MS) {
      for (const { tail, delivered } of links)
        wrongs.push(`a connection is left open after ${delivered} bytes, ${JSON.stringify(tail)}`);
      if (seen.size < requests.length) wrongs.push("the server still answers a request");
      return [];
    }
    await setTimeout(1);
  }
}
