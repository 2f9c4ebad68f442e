import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { StdioServerParameters } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { RunletError } from "../../errors/error.ts";
import { failureOf } from "./failure.ts";

/** A server that is started as a process, and spoken to over its standard input and output. */
export type McpCommand = StdioServerParameters;

/** A server that is there already, by streamable HTTP. */
export interface McpAddress {
  readonly url: string | URL;
  /** Sent with each request: what the server knows its user by, say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How an MCP server is reached: a client that is connected, a transport, a command that starts one, or an address. */
export type McpServerLike = Client | Transport | McpCommand | McpAddress;

export interface Connection {
  readonly client: Client;
  /** It was made here, and ends with `close`. A client that was connected by somebody else is left as it is. */
  readonly own: boolean;
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** How long the server may take to say what it is, in milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

export async function connect(server: McpServerLike, options: ConnectOptions): Promise<Connection> {
  if (isClient(server)) return { client: server, own: false, close: async () => {} };
  const transport = await transportTo(server);
  const ended = endOf(transport);
  const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
  const client = new Client({ name: "runlet", version: "0" });
  try {
    await client.connect(transport, { timeout: options.timeout, ...(options.signal && { signal: options.signal }) });
  } catch (error) {
    await transport.close().catch(() => {});
    if (isProcess(transport) && !neverStarted(error)) await ended;
    throw failureOf(error, "connect", options.signal, nameOf(server));
  }
  keepOrder(transport);
  return { client, own: true, close: () => end(client, transport) };
}

/**
 * The SDK's client hands on what the server has notified a turn later than it takes a result, of which it forgets the progress: what
 * has come together with the result was lost. So a result waits for that turn.
 */
function keepOrder(transport: Transport): void {
  const { onmessage } = transport;
  if (!onmessage) return;
  transport.onmessage = (message, extra) => {
    if ("method" in message) onmessage.call(transport, message, extra);
    else queueMicrotask(() => onmessage.call(transport, message, extra));
  };
}

/** When the transport has closed: of a process, when that is gone. */
function endOf(transport: Transport): Promise<void> {
  const { onclose } = transport;
  return new Promise((resolve) => {
    transport.onclose = () => (onclose?.call(transport), resolve());
  });
}

/** The SDK's closing of a client that could not connect is not waited for by anybody: the process may outlast it. */
function isProcess(transport: Transport): boolean {
  return "pid" in transport;
}

function neverStarted(error: unknown): boolean {
  const { syscall } = error as { syscall?: unknown };
  return typeof syscall === "string" && syscall.startsWith("spawn");
}

/** Without arguments, and without the path of an address: secrets may be in them. */
function nameOf(server: Transport | McpCommand | McpAddress): string | undefined {
  if ("start" in server) return undefined;
  if ("command" in server) return `The MCP server of the command "${server.command}"`;
  return `The MCP server at ${addressIn(server).host}`;
}

function addressIn({ url }: McpAddress): URL {
  if (URL.canParse(url)) return new URL(url);
  throw new RunletError("config", "The `url` of an MCP server is not an address.", { phase: "config" });
}

function isClient(server: McpServerLike): server is Client {
  return typeof (server as Partial<Client>).getServerCapabilities === "function";
}

async function transportTo(server: Transport | McpCommand | McpAddress): Promise<Transport> {
  if ("start" in server && typeof server.start === "function") return server;
  if ("command" in server) {
    const { StdioClientTransport } = await import("@modelcontextprotocol/sdk/client/stdio.js");
    return new StdioClientTransport(server);
  }
  if ("url" in server) {
    const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
    const requestInit = { headers: { ...server.headers } };
    // Its `sessionId` may be undefined, which the interface has no word for.
    return new StreamableHTTPClientTransport(addressIn(server), { requestInit }) as Transport;
  }
  const known = "a connected client, a transport, { command } or { url }";
  throw new RunletError("config", `An MCP server is reached by ${known}.`, { phase: "config" });
}

/** How long a server is waited for that is told of the end of its session. */
const FAREWELL_MS = 1000;

async function end(client: Client, transport: Transport): Promise<void> {
  const { terminateSession } = transport as { terminateSession?(): Promise<void> };
  if (terminateSession) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)));
    await Promise.race([terminateSession.call(transport).catch(() => {}), enough]);
    clearTimeout(timer);
  }
  await client.close();
}
