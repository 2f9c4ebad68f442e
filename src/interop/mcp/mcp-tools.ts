import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { RunletError } from "../../errors/error.ts";
import { connect, type Connection, type McpServerLike } from "./connect.ts";
import { listTools } from "./listing.ts";
import { McpTool, type McpToolOptions } from "./mcp-tool.ts";

export interface McpToolsOptions extends McpToolOptions {
  /** Stands before the name of each tool, so that those of several servers are told apart: `"github_"`. Default: none. */
  readonly prefix?: string | undefined;
  /** How long the server may take to answer when it is connected to, and when it lists its tools. Default: 60,000 ms. */
  readonly connectTimeout?: number | undefined;
  /** Ends the connecting. */
  readonly signal?: AbortSignal | undefined;
  /** Is told of the tools anew, where the server says that they have changed. Not of a client of your own: call `refresh`. */
  readonly onChange?: ((tools: readonly McpTool[]) => void) | undefined;
}

/**
 * The tools of an MCP server, as tools: for `createAgent`, `bindTools`, or to be called by themselves. A model's arguments are checked
 * by the tool's schema before the server is asked.
 *
 * A server that is started or connected to here is let go of by `close`, or at the end of a block by `await using`; a client of
 * your own stays open.
 *
 * @throws `connection`, `auth`, `timeout` or `protocol` where the server cannot be used; of a call, `tool` with the server's words where it
 * has failed, and these
 * @example
 * await using files = await mcpTools({ command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem", "."] });
 * const agent = createAgent({ model, tools: files.tools });
 */
export async function mcpTools(server: McpServerLike, options: McpToolsOptions = {}): Promise<McpTools> {
  const connection = await connect(server, { timeout: options.connectTimeout ?? 60_000, signal: options.signal });
  const tools = new McpTools(connection, options);
  try {
    await tools.refresh();
  } catch (error) {
    await connection.close();
    throw error;
  }
  return tools;
}

/** The tools of one server, as it has said last that they are. */
export class McpTools {
  /** The client of the SDK's: for prompts, resources, and whatever else the server has. */
  readonly client: Client;
  #tools: readonly McpTool[] = [];
  readonly #connection: Connection;
  readonly #options: McpToolsOptions;
  /** How often it was asked for the list: of two that are under way, the later one holds. */
  #asked = 0;
  #closing: Promise<void> | undefined = undefined;

  constructor(connection: Connection, options: McpToolsOptions) {
    this.client = connection.client;
    this.#connection = connection;
    this.#options = options;
    if (connection.own) this.client.setNotificationHandler(ToolListChangedNotificationSchema, () => this.#changed());
  }

  get tools(): readonly McpTool[] {
    return this.#tools;
  }

  [Symbol.iterator](): Iterator<McpTool> {
    return this.#tools[Symbol.iterator]();
  }

  /** Asks the server for its tools anew. */
  async refresh(): Promise<readonly McpTool[]> {
    const asked = ++this.#asked;
    const { connectTimeout = 60_000, prefix = "", signal } = this.#options;
    const listed = await listTools(this.client, { timeout: connectTimeout, signal });
    const tools = new Map<string, McpTool>();
    for (const tool of listed) {
      const name = nameFor(prefix + tool.name);
      if (tools.has(name)) throw new RunletError("config", `The MCP server has two tools of the name "${name}".`);
      tools.set(name, new McpTool(this.client, name, tool, this.#options));
    }
    if (asked === this.#asked) this.#tools = [...tools.values()];
    return this.#tools;
  }

  /** Ends the connection, and a server that was started. What is under way fails. */
  close(): Promise<void> {
    return (this.#closing ??= this.#connection.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #changed(): Promise<void> {
    // Nobody waits for this: where it fails the tools stay as they were, and whoever calls one hears why.
    const tools = await this.refresh().catch(() => undefined);
    if (tools) this.#options.onChange?.(tools);
  }
}

/** A name that each provider takes: letters, digits, `_` and `-`. */
function nameFor(name: string): string {
  return name.replaceAll(/[^\w-]/g, "_");
}
