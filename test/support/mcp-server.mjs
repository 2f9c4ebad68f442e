// A server of the Model Context Protocol, made with the official SDK: over standard input and output where it is run,
// over whatever it is connected to where `makeServer` is called.
import { fileURLToPath } from "node:url";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import * as z from "zod";

const text = (words) => ({ content: [{ type: "text", text: words }] });
const PNG = "iVBORw0KGgo=";

export function makeServer(told = { cancelled: 0 }) {
  const server = new McpServer({ name: "test", version: "1" });
  server.registerTool(
    "weather",
    {
      title: "Weather",
      description: "The weather in a city.",
      inputSchema: { city: z.string().min(1), days: z.number().int().optional() },
      annotations: { readOnlyHint: true },
    },
    ({ city, days = 1 }) => text(`${days} d of sun in ${city}`),
  );
  server.registerTool("draw.map", { inputSchema: { city: z.string() } }, ({ city }) => ({
    content: [
      { type: "text", text: `A map of ${city}.` },
      { type: "image", data: PNG, mimeType: "image/png" },
      { type: "audio", data: PNG, mimeType: "audio/wav" },
      { type: "resource", resource: { uri: "test://legend", text: "Blue is water." } },
      { type: "resource", resource: { uri: "test://map.pdf", blob: PNG, mimeType: "application/pdf" } },
      { type: "resource_link", uri: "test://more", name: "more", description: "More maps." },
    ],
    _meta: { took: 7 },
  }));
  server.registerTool("measure", { inputSchema: {}, outputSchema: { degrees: z.number() } }, () => ({
    content: [{ type: "text", text: "21 degrees" }],
    structuredContent: { degrees: 21 },
  }));
  server.registerTool("fail", { inputSchema: {} }, () => {
    throw new Error("No such city: the key sk-abcdef1234567890 was refused.");
  });
  server.registerTool("count", { inputSchema: { to: z.number() } }, async ({ to }, { _meta, sendNotification }) => {
    for (let at = 1; at <= to; at++) {
      const params = { progressToken: _meta.progressToken, progress: at, total: to, message: `at ${at}` };
      await sendNotification({ method: "notifications/progress", params });
    }
    return text(`counted to ${to}`);
  });
  server.registerTool(
    "hang",
    { inputSchema: {} },
    (_, { signal, _meta, sendNotification }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          told.cancelled++;
          resolve(text("late"));
        });
        const params = { progressToken: _meta.progressToken, progress: 1 };
        void sendNotification({ method: "notifications/progress", params });
      }),
  );
  server.registerTool("cancelled", { inputSchema: {} }, () => text(String(told.cancelled)));
  server.registerTool("die", { inputSchema: {} }, () => process.exit(3));
  server.registerTool("grow", { inputSchema: {} }, () => {
    server.registerTool("grown", { inputSchema: {} }, () => text("grown"));
    return text("done");
  });
  return server;
}

/** The same with the list of tools in pages of two, and tools whose results are not what they should be. */
export function makeOddServer() {
  const server = new Server({ name: "odd", version: "1" }, { capabilities: { tools: {} } });
  const names = ["no_content", "no_type", "not_structured", "wrongly_structured", "empty"];
  const outputSchema = { type: "object", properties: { degrees: { type: "number" } }, required: ["degrees"] };
  const tools = names.map((name) => ({
    name,
    inputSchema: { type: "object" },
    ...(name.includes("structured") && { outputSchema }),
  }));
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const from = Number(params?.cursor ?? 0);
    return { tools: tools.slice(from, from + 2), ...(from + 2 < tools.length && { nextCursor: String(from + 2) }) };
  });
  const results = {
    no_content: { content: 7 },
    no_type: { content: [{ words: "x" }] },
    not_structured: text("x"),
    wrongly_structured: { content: [], structuredContent: { degrees: "x" } },
    empty: { content: [] },
  };
  server.fallbackRequestHandler = async ({ params }) => results[params.name];
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // What is no message of the protocol, as servers write it by mistake.
  process.stdout.write("Listening.\n");
  await makeServer().connect(new StdioServerTransport());
}
