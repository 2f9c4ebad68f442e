import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mcpTools, type McpServerLike, type McpTools } from "../../src/interop/mcp/index.ts";
import type { ToolCall } from "../../src/messages/tool-calls.ts";
import { toolDefinition } from "../../src/models/tool-definition.ts";
import { errorAnswer } from "../../src/tools/error-answer.ts";
import { thrown } from "../contract/ways.ts";
import { all } from "../support/all.ts";
// @ts-expect-error: a program of its own, without types
import { makeOddServer, makeServer } from "../support/mcp-server.mjs";

const SERVER = fileURLToPath(new URL("../support/mcp-server.mjs", import.meta.url));
const STDIO = { command: process.execPath, args: [SERVER], stderr: "ignore" as const };
const MUTE = { command: process.execPath, args: ["--eval", "process.stdin.resume()"] };
const callOf = (name: string, args: object = {}): ToolCall =>
  ({ name, args, id: "call_1", type: "tool_call" }) as ToolCall;

const named = (tools: McpTools, name: string) => tools.tools.find((tool) => tool.name === name)!;

/** A server on this machine that speaks streamable HTTP, one session for each client. */
async function listen(told: { cancelled: number; headers: unknown[]; ended: number }) {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const server = createServer((request, response) => {
    void (async () => {
      told.headers.push(request.headers["x-user"]);
      if (request.headers["x-user"] !== "ann") return response.writeHead(401).end("Who is it?");
      if (request.method === "DELETE") told.ended++;
      const id = request.headers["mcp-session-id"];
      const known = sessions.get(String(id));
      if (known) return known.handleRequest(request, response);
      const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => crypto.randomUUID(),
        onsessioninitialized: (session) => void sessions.set(session, transport),
      });
      await makeServer(told).connect(transport);
      await transport.handleRequest(request, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`;

describe.each(["stdio", "http"])("the tools of a server over %s", (kind) => {
  const told = { cancelled: 0, headers: [] as unknown[], ended: 0 };
  let tools: McpTools;
  let http: Server | undefined;

  beforeAll(async () => {
    if (kind === "http") http = await listen(told);
    tools = await mcpTools(http ? { url: addressOf(http), headers: { "x-user": "ann" } } : STDIO);
  });
  afterAll(async () => {
    await tools.close();
    await tools.close();
    if (!http) return;
    expect(told.ended).toBe(1);
    http.closeAllConnections();
    await new Promise((resolve) => http!.close(resolve));
  });

  it("are what the server says of them, under names that models take", () => {
    expect(tools.tools.map(({ name }) => name)).toEqual([
      "weather",
      "draw_map",
      "measure",
      "fail",
      "count",
      "hang",
      "cancelled",
      "die",
      "grow",
    ]);
    expect(named(tools, "draw_map").serverName).toBe("draw.map");
    const weather = named(tools, "weather");
    expect(weather.annotations).toEqual({ readOnlyHint: true });
    expect(toolDefinition(weather)).toMatchObject({
      name: "weather",
      description: "The weather in a city.",
      parameters: {
        type: "object",
        properties: { city: { type: "string", minLength: 1 }, days: { type: "integer" } },
        required: ["city"],
      },
    });
  });

  it("give content, or of a call the message that answers it", async () => {
    const weather = named(tools, "weather");
    expect(await weather.invoke({ city: "Paris" })).toBe("1 d of sun in Paris");
    expect(await weather.invoke(callOf("weather", { city: "Paris", days: 2 }))).toMatchObject({
      content: "2 d of sun in Paris",
      tool_call_id: "call_1",
      name: "weather",
      artifact: { content: [{ type: "text", text: "2 d of sun in Paris" }] },
    });
  });

  it("are not asked with arguments that their schema refuses", async () => {
    const weather = named(tools, "weather");
    for (const args of [{}, { city: "" }, { city: 7 }, { city: "Paris", days: 1.5 }]) {
      const error = await thrown(() => weather.invoke(callOf("weather", args)));
      expect(error).toMatchObject({ code: "tool", issues: [expect.anything()] });
    }
  });

  it("give pictures, sounds, files and texts as blocks", async () => {
    const message = await named(tools, "draw_map").invoke(callOf("draw_map", { city: "Paris" }));
    expect(message.content).toEqual([
      { type: "text", text: "A map of Paris." },
      { type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" },
      { type: "audio", data: "iVBORw0KGgo=", mimeType: "audio/wav" },
      { type: "text", text: "Blue is water." },
      { type: "file", data: "iVBORw0KGgo=", mimeType: "application/pdf" },
      { type: "text", text: "more: test://more (More maps.)" },
    ]);
    expect(message.artifact).toMatchObject({ _meta: { took: 7 } });
  });

  it("have what is structured in the artifact", async () => {
    expect(await named(tools, "measure").invoke(callOf("measure"))).toMatchObject({
      content: "21 degrees",
      artifact: { structuredContent: { degrees: 21 } },
    });
  });

  it("fail with the server's words, without what looks like a secret", async () => {
    const error = await thrown(() => named(tools, "fail").invoke(callOf("fail")));
    const words = "No such city: the key *** was refused.";
    expect(error).toMatchObject({ code: "tool", phase: "tool", message: words, path: ["fail"] });
    expect(errorAnswer(callOf("fail"), error)).toMatchObject({ content: words, status: "error" });
  });

  it("show the server's progress", async () => {
    const events = await all(named(tools, "count").streamEvents(callOf("count", { to: 3 })));
    expect(events.map(({ event, data }) => [event, (data as { chunk?: unknown }).chunk])).toEqual([
      ["on_tool_start", undefined],
      ["on_tool_stream", { progress: 1, total: 3, message: "at 1" }],
      ["on_tool_stream", { progress: 2, total: 3, message: "at 2" }],
      ["on_tool_stream", { progress: 3, total: 3, message: "at 3" }],
      ["on_tool_end", undefined],
    ]);
  });

  it("are cancelled on the server where they are not wanted any more, or take too long", async () => {
    const hang = named(tools, "hang");
    const cancelled = async () => Number(await named(tools, "cancelled").invoke({}));
    const before = await cancelled();
    const controller = new AbortController();
    const aborted = thrown(async () => {
      for await (const { event } of hang.streamEvents({}, { signal: controller.signal }))
        if (event === "on_tool_stream") controller.abort("enough");
    });
    expect(await aborted).toMatchObject({ code: "aborted", cause: "enough" });
    while ((await cancelled()) < before + 1);
    for await (const { event } of hang.streamEvents({})) if (event === "on_tool_stream") break;
    while ((await cancelled()) < before + 2);
    const late = await thrown(() => hang.invoke({}, { timeout: { tool: 200 } }));
    expect(late).toMatchObject({ code: "timeout", timeout: "tool", path: ["hang"], partial: [{ progress: 1 }] });
    while ((await cancelled()) < before + 3);
  });

  it("are many at a time", async () => {
    const inputs = Array.from({ length: 20 }, (_, at) => ({ city: `city ${at}` }));
    const outputs = await named(tools, "weather").batch(inputs);
    expect(outputs).toEqual(inputs.map(({ city }) => `1 d of sun in ${city}`));
  });

  it("are listed anew where the server says that they have changed", async () => {
    const before = tools.tools;
    await named(tools, "grow").invoke({});
    while (tools.tools === before) await new Promise((resolve) => setImmediate(resolve));
    expect(await named(tools, "grown").invoke({})).toBe("grown");
    expect([...tools].at(-1)!.name).toBe("grown");
  });
});

describe("a server that does not behave", () => {
  it("is named where it cannot be reached, without what may be secret", async () => {
    const told = async (server: McpServerLike) => ((await thrown(() => mcpTools(server))) as Error).message;
    expect(await told({ command: "/no/such", args: ["--key", "abc"] })).toBe(
      'The MCP server of the command "/no/such" could not be reached: spawn /no/such ENOENT',
    );
    expect(await told({ command: process.execPath, args: ["-e", ""] })).toBe(
      `The MCP server of the command "${process.execPath}" has closed the connection.`,
    );
    expect(await told({ url: "http://127.0.0.1:1/my-secret/mcp" })).toMatch(
      /^The MCP server at 127\.0\.0\.1:1 could not be reached: fetch failed \(.+\)$/,
    );
  });

  it("may die in the middle of a call, and whoever calls it then is told", async () => {
    const tools = await mcpTools(STDIO);
    const hanging = thrown(() => named(tools, "hang").invoke({}));
    const gone = { code: "connection", message: "The MCP server has closed the connection." };
    expect(await thrown(() => named(tools, "die").invoke({}))).toMatchObject({
      ...gone,
      retryable: true,
      path: ["die"],
    });
    expect(await hanging).toMatchObject(gone);
    expect(await thrown(() => named(tools, "weather").invoke({ city: "Paris" }))).toMatchObject({ code: "connection" });
    await tools.close();
  });

  it("is gone when it is let go of, also where the program fails", async () => {
    let pid = 0;
    const failing = thrown(async () => {
      await using tools = await mcpTools(STDIO);
      pid = (tools.client.transport as unknown as { pid: number }).pid;
      throw new Error("boom");
    });
    expect(await failing).toMatchObject({ message: "boom" });
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("may never answer", async () => {
    expect(await thrown(() => mcpTools(MUTE, { connectTimeout: 50 }))).toMatchObject({
      code: "timeout",
      message: expect.stringMatching(/^The MCP server of the command .+ has not answered in time\.$/),
    });
    const controller = new AbortController();
    const connecting = thrown(() => mcpTools(MUTE, { signal: controller.signal }));
    controller.abort("enough");
    expect(await connecting).toMatchObject({ code: "aborted", cause: "enough" });
  });

  it("may not be there", async () => {
    const missing = await thrown(() => mcpTools({ command: "/no/such/server" }));
    expect(missing).toMatchObject({ code: "connection", phase: "connect", retryable: true });
    const refused = await thrown(() => mcpTools({ url: "http://127.0.0.1:1/mcp" }));
    expect(refused).toMatchObject({ code: "connection" });
    expect(await thrown(() => mcpTools({} as never))).toMatchObject({ code: "config" });
    expect(await thrown(() => mcpTools({ url: "nowhere" }))).toMatchObject({ code: "config" });
  });

  it("may not know the user", async () => {
    const http = await listen({ cancelled: 0, headers: [], ended: 0 });
    expect(await thrown(() => mcpTools({ url: addressOf(http) }))).toMatchObject({ code: "auth", status: 401 });
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });

  it("may list in pages, and answer with what is no result", async () => {
    const [here, there] = InMemoryTransport.createLinkedPair();
    await makeOddServer().connect(there);
    await using tools = await mcpTools(here, { prefix: "odd_" });
    expect(tools.tools).toHaveLength(5);
    for (const name of ["odd_no_content", "odd_no_type"])
      expect(await thrown(() => named(tools, name).invoke({}))).toMatchObject({
        code: "protocol",
        phase: "tool",
        message: "The MCP server has answered with what is no result of MCP.",
      });
    const told = "is not what its output schema says (structuredContent)";
    expect(await thrown(() => named(tools, "odd_not_structured").invoke({}))).toMatchObject({
      code: "protocol",
      message: `The result of the tool "not_structured" ${told}: there is none.`,
    });
    expect(await thrown(() => named(tools, "odd_wrongly_structured").invoke({}))).toMatchObject({
      code: "protocol",
      message: `The result of the tool "wrongly_structured" ${told}: degrees: Instance type "string" is invalid. Expected "number".`,
    });
    expect(await named(tools, "odd_empty").invoke({})).toBe("");
  });
});

it("a client of one's own is used, and stays open", async () => {
  const [here, there] = InMemoryTransport.createLinkedPair();
  const server = makeOddServer();
  await server.connect(there);
  const client = new Client({ name: "own", version: "1" });
  await client.connect(here);
  const tools = await mcpTools(client);
  await tools.close();
  expect(await named(tools, "empty").invoke({})).toBe("");
  await client.close();
});
