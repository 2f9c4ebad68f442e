import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import {
  AIMessageChunk,
  ChatModel,
  isRunletError,
  LLM,
  RunletError,
  StringOutputParser,
  type BaseMessage,
} from "../../src/index.ts";
import { DONE, HttpChatModel, type Call } from "../../src/providers/index.ts";

class Echo extends ChatModel {
  readonly name = "Echo";
  protected async *reply(messages: readonly BaseMessage[]) {
    for (const word of messages.at(-1)!.text.split(" ")) yield new AIMessageChunk({ content: `${word}.`, id: "echo" });
  }
}

class Letters extends LLM {
  readonly name = "Letters";
  protected *complete(prompt: string) {
    yield* prompt;
  }
}

class Plain extends LLM {
  readonly name = "Plain";
  protected complete(prompt: string) {
    return `${prompt}!`;
  }
}

describe("a model of one's own", () => {
  it("is a method that gives chunks", async () => {
    expect((await new Echo().invoke("a b")).text).toBe("a.b.");
    const texts: string[] = [];
    for await (const text of new Echo().pipe(new StringOutputParser()).stream("a b")) texts.push(text);
    expect(texts).toEqual(["a.", "b."]);
  });

  it("is synchronous where its chunks are at hand", async () => {
    expect([...new Letters().streamSync("abc")]).toEqual(["a", "b", "c"]);
    expect(await new Letters().invoke("abc")).toBe("abc");
    expect([...new Plain().streamSync("abc")]).toEqual(["abc!"]);
    expect(() => new Echo().invokeSync("a b")).toThrow(/"Echo" has to wait/);
  });
});

/** A provider that sends `data: {"t": "…"}` and ends with `data: end`. */
class Tiny extends HttpChatModel {
  readonly name = "Tiny";
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
  protected call(messages: readonly BaseMessage[]): Call {
    let ended = false;
    return {
      request: { url: this.url, headers: {}, body: { q: messages.at(-1)!.text } },
      read: ({ data }) => {
        if (data === "end") ended = true;
        return ended ? DONE : new AIMessageChunk({ content: (JSON.parse(data) as { t: string }).t, id: "1" });
      },
      end: () => {
        if (!ended) throw new RunletError("truncated", "Tiny broke off.");
      },
      refuse: ({ status, body }) => new RunletError("provider", `Tiny said ${status}: ${body}.`, { status }),
    };
  }
}

describe("a provider of one's own", () => {
  it("is a request, and what its events mean", async () => {
    const asked: unknown[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const piece of request) body += String(piece);
      asked.push(JSON.parse(body));
      if (asked.length > 1) return response.writeHead(503).end("busy");
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end('data: {"t":"hel"}\n\ndata: {"t":"lo"}\n\ndata: end\n\n');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const model = new Tiny(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
      expect((await model.invoke("hi")).text).toBe("hello");
      expect(asked).toEqual([{ q: "hi" }]);
      const error: unknown = await model.invoke("hi").catch((reason: unknown) => reason);
      expect(isRunletError(error, "provider")).toBe(true);
      expect(error).toMatchObject({ message: "Tiny said 503: busy.", path: ["Tiny"], status: 503 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
