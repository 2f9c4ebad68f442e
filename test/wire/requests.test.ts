import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { ChatAnthropic } from "../../src/providers/anthropic/chat-model.ts";
import { censoredError } from "../../src/providers/censored-error.ts";
import { ChatOpenAI } from "../../src/providers/openai-compatible/chat-models.ts";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { thrown } from "../contract/ways.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a request", () => {
  it("is not sent on to where a redirect leads: neither the key nor the conversation", async () => {
    let asked = 0;
    const other = await listen(createServer((_, response) => void (asked++, response.end())));
    const here = await listen(createServer((_, response) => response.writeHead(307, { location: `${other}/` }).end()));
    const model = new ChatAnthropic({ apiKey: "sk-ant-planted", baseURL: here, maxRetries: 0 });
    expect(await thrown(() => model.invoke("hello"))).toMatchObject({
      code: "protocol",
      status: 307,
      retryable: false,
    });
    expect(asked).toBe(0);
  });

  it("has the headers and fields of the model, of what is bound to it and of the call, name by name", async () => {
    await using server = await glmServer({ replies: [["ok"]] });
    const given = { headers: { "x-1": "1", "x-all": "1" }, extraBody: { one: 1, all: 1 } };
    const model = new ChatOpenAI({ apiKey: "key", baseURL: server.url, ...given }).withConfig({
      headers: { "x-2": "2", "X-All": "2" },
      extraBody: { two: 2, all: 2 },
    });
    await model.invoke("hello", { headers: { "x-3": "3", "x-all": "3" }, extraBody: { three: 3, all: 3 } });
    const { headers, body } = server.requests[0]!;
    expect(headers).toMatchObject({ "x-1": "1", "x-2": "2", "x-3": "3", "x-all": "3" });
    expect(body).toMatchObject({ one: 1, two: 2, three: 3, all: 3 });
  });

  it.each([
    ["a body that is no JSON", { extraBody: { x: 1n } }],
    ["a header that cannot be sent", { headers: { "x-a": "planted\nsecret" } }],
  ])("with %s is an error of the program, and not tried again", async (_, options) => {
    const model = new ChatOpenAI({ apiKey: "key", baseURL: "http://127.0.0.1:9", ...options });
    const error = await thrown(() => model.invoke("hello"));
    expect(error).toMatchObject({ code: "config", retryable: false });
    expect(inspect(error)).not.toContain("planted");
    expect(() => model.invokeSync("hello")).toThrow(expect.objectContaining({ code: "config" }));
  });

  it("that is answered with nothing is cut short", async () => {
    const fetch = async () => new Response(null, { headers: { "content-type": "text/event-stream" } });
    expect(await thrown(() => new ChatOpenAI({ apiKey: "key", fetch, maxRetries: 0 }).invoke("x"))).toMatchObject({
      code: "truncated",
    });
  });
});

describe("a cause", () => {
  const secrets = ["planted-secret"];

  it.each([
    ["with the request in it", Object.assign(new Error("off"), { config: { headers: { key: "planted-secret" } } })],
    ["that is no error", { message: "off: planted-secret", headers: { key: "planted-secret" } }],
    ["of several", new AggregateError([new Error("planted-secret")], "off")],
    ["with a property that has no prototype", Object.assign(new Error("off"), { data: Object.create(null) as object })],
  ])("%s shows its words alone", (_, error) => {
    const shown = inspect(censoredError(error, secrets), { depth: 9, showHidden: true });
    expect(shown).toContain("off");
    expect(shown).not.toContain("planted-secret");
  });

  it("that goes in a circle has an end", () => {
    const error = new Error("off");
    error.cause = error;
    expect(censoredError(error, secrets)).toMatchObject({ message: "off", cause: { message: "off" } });
  });
});
