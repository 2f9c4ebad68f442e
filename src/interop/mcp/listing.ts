import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ListToolsResultSchema, type Tool } from "@modelcontextprotocol/sdk/types.js";
import { RunletError } from "../../errors/error.ts";
import type { ConnectOptions } from "./connect.ts";
import { failureOf } from "./failure.ts";

/** How many pages of tools are asked for: a server whose list has no end is given up. */
const MOST_PAGES = 1000;

/** All tools of the server, page by page. Not by the client's own method, which compiles the schema of each. */
export async function listTools(client: Client, { timeout, signal }: ConnectOptions): Promise<Tool[]> {
  const tools: Tool[] = [];
  if (!client.getServerCapabilities()?.tools) return tools;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const request = { method: "tools/list" as const, params: cursor === undefined ? {} : { cursor } };
    const result = await client
      .request(request, ListToolsResultSchema, { timeout, ...(signal && { signal }) })
      .catch((error: unknown) => {
        throw failureOf(error, "connect", signal);
      });
    tools.push(...result.tools);
    cursor = result.nextCursor;
    if (cursor === undefined || cursor === "") return tools;
  }
  throw new RunletError("limit", `The MCP server's list of tools has more than ${MOST_PAGES} pages.`);
}
