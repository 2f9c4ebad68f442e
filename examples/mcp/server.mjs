// A server of tools, as others write them: with the official SDK of the Model Context Protocol.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const server = new McpServer({ name: "weather", version: "1.0.0" });

server.registerTool(
  "forecast",
  { description: "The weather of the next days in a city.", inputSchema: { city: z.string(), days: z.int().min(1) } },
  async ({ city, days }, { _meta, sendNotification }) => {
    for (let day = 1; day <= days; day++) {
      const params = { progressToken: _meta.progressToken, progress: day, total: days };
      await sendNotification({ method: "notifications/progress", params });
    }
    return { content: [{ type: "text", text: `${days} days of sun in ${city}.` }] };
  },
);

await server.connect(new StdioServerTransport());
