import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { glmError } from "./reply.ts";
import { type Asked, type GlmServiceOptions, send, Service } from "./service.ts";

/** A request that reached the server. */
export interface GlmRecordedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the body; its text where it is none. */
  readonly body: unknown;
  /** How the answer ended: all written, given up by the client, cut by `cutAfter`. Undefined while it has not. */
  readonly closed: "finished" | "aborted" | "cut" | undefined;
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves on a free port of 127.0.0.1, in this thread. `record` is told each request, numbered from 0, when it has come
 * and again when its answer has ended.
 */
export async function listen(
  options: GlmServiceOptions,
  record: (index: number, request: GlmRecordedRequest) => void,
): Promise<Listening> {
  const service = new Service(options);
  const underWay = new Set<ServerResponse>();
  let count = 0;

  const server = createServer((request, response) => {
    const gone = new AbortController();
    let closed: GlmRecordedRequest["closed"];
    let asked: Asked | undefined;
    const index = count++;
    underWay.add(response);
    response.on("close", () => {
      underWay.delete(response);
      closed ??= response.writableFinished ? "finished" : "aborted";
      gone.abort();
      record(index, { ...(asked ?? beginning(request)), closed });
    });
    void (async () => {
      asked = { ...beginning(request), body: await bodyOf(request) };
      record(index, { ...asked, closed });
      const { cut } = await service.answer(asked, response, gone.signal);
      if (!cut) return;
      closed = "cut";
      response.destroy();
    })().catch((error: unknown) => {
      // What a client leaves behind when it goes away is not a failure.
      if (gone.signal.aborted) return;
      if (response.headersSent) response.destroy();
      else send(response, glmError("500", String(error)));
    });
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/paas/v4`,
    async close() {
      if (!server.listening) return;
      const ends = [server, ...underWay].map((emitter) => once(emitter, "close"));
      server.close();
      server.closeAllConnections();
      await Promise.all(ends);
    },
  };
}

function beginning({ method = "", url = "", headers }: IncomingMessage): Asked {
  const flat = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { method, path: url, headers: Object.fromEntries(flat), body: undefined };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
