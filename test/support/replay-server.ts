import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer of a server on loopback. */
export interface Replayed {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: that of a stream of events. */
  readonly contentType?: string;
  readonly body: string | Uint8Array;
  /** What happens behind the body: it ends (the default), the connection is cut, or nothing. */
  readonly then?: "end" | "cut" | "wait";
}

export interface ReplayServer extends AsyncDisposable {
  readonly url: string;
  /** What was asked, in order; `closed` once the connection of the answer is. */
  readonly requests: { readonly path: string; readonly body: any; readonly closed: Promise<void> }[];
}

/** A server that gives these answers, in order, and the last one again and again. */
export async function replayServer(...replies: readonly Replayed[]): Promise<ReplayServer> {
  const requests: ReplayServer["requests"] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const closed = new Promise<void>((resolve) => response.on("close", resolve));
    let body = "";
    for await (const piece of request) body += String(piece);
    const reply = replies[Math.min(requests.length, replies.length - 1)]!;
    requests.push({ path: request.url ?? "", body: JSON.parse(body), closed });
    const { status = 200, contentType = "text/event-stream", then = "end" } = reply;
    response.writeHead(status, { "content-type": contentType, ...reply.headers });
    if (then === "end") return response.end(reply.body);
    return response.write(reply.body, () => then === "cut" && response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
