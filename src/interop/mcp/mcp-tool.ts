import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  CallToolResultSchema,
  type CallToolResult,
  type Progress,
  type Tool,
  type ToolAnnotations,
} from "@modelcontextprotocol/sdk/types.js";
import { RunletError } from "../../errors/error.ts";
import { withoutSecrets } from "../../errors/secret-text.ts";
import { textOf, type MessageContent } from "../../messages/content.ts";
import type { DataRecord } from "../../messages/record.ts";
import type { StepConfig } from "../../runs/config.ts";
import { issuePath, type SchemaResult, type StandardSchema } from "../../schema/standard-schema.ts";
import { StructuredTool } from "../../tools/tool.ts";
import { Arrivals } from "./arrivals.ts";
import { failureOf } from "./failure.ts";
import { contentOf, type McpArtifact } from "./result.ts";
import { serverSchema } from "./server-schema.ts";

/** What holds for each tool of a server. */
export interface McpToolOptions {
  /** How long one call may take, in milliseconds. Default: 60,000. */
  readonly timeout?: number | undefined;
  /** How much of its text a model is told, in characters. Default: all. */
  readonly maxOutputChars?: number | undefined;
}

/** The longest that a timer can wait: the call has a time limit of its own. */
const NO_LIMIT = 2 ** 31 - 1;

/**
 * A tool of an MCP server, made by `mcpTools`. Given arguments it gives the content of the server's result, given a model's call
 * a `ToolMessage` whose `artifact` is the result as it was sent. The server's progress is the tool's.
 */
export class McpTool extends StructuredTool<DataRecord, MessageContent> {
  /** What the server calls it. */
  readonly serverName: string;
  /** What the server says of it: whether it only reads, whether it destroys something. A hint, and no promise. */
  readonly annotations: ToolAnnotations;

  constructor(client: Client, name: string, tool: Tool, options: McpToolOptions) {
    const { description, title = tool.annotations?.title, inputSchema, outputSchema } = tool;
    const output = outputSchema && serverSchema(outputSchema);
    super((args: DataRecord, config: StepConfig) => call({ client, tool, output }, args, config), {
      name,
      description: description ?? title ?? "",
      schema: serverSchema(inputSchema),
      responseFormat: "content_and_artifact",
      timeout: options.timeout ?? 60_000,
      maxOutputChars: options.maxOutputChars,
    });
    this.serverName = tool.name;
    this.annotations = tool.annotations ?? {};
  }
}

interface Called {
  readonly client: Client;
  readonly tool: Tool;
  readonly output: StandardSchema | undefined;
}

async function* call(
  { client, tool, output }: Called,
  args: DataRecord,
  { signal }: StepConfig,
): AsyncGenerator<Progress, readonly [MessageContent, McpArtifact], undefined> {
  // One that ends with the request: the step's may abort later, for which the client would tell the server once more.
  const request = new AbortController();
  const cancel = () => request.abort("The call was cancelled.");
  signal.addEventListener("abort", cancel);
  const progress = new Arrivals<Progress>();
  try {
    const answered = client.request(
      { method: "tools/call", params: { name: tool.name, arguments: { ...args } } },
      CallToolResultSchema,
      { signal: request.signal, timeout: NO_LIMIT, onprogress: progress.push },
    );
    progress.until(answered);
    yield* progress;
    return outcomeOf(await answered, tool, output);
  } catch (error) {
    throw failureOf(error, "tool", request.signal);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function outcomeOf(
  result: CallToolResult,
  { name }: Tool,
  output: StandardSchema | undefined,
): readonly [MessageContent, McpArtifact] {
  const content = contentOf(result);
  if (result.isError) {
    const words = withoutSecrets(textOf(content)) || `The tool "${name}" has failed, and does not say why.`;
    throw new RunletError("tool", words, { phase: "tool" });
  }
  if (output) checkStructured(name, result, output);
  const { isError: _, ...artifact } = result;
  return [content, artifact];
}

/** A tool that says what it gives has to give that. */
function checkStructured(name: string, { structuredContent }: CallToolResult, output: StandardSchema): void {
  const { issues } = output["~standard"].validate(structuredContent) as SchemaResult<unknown>;
  if (!issues) return;
  const [{ path = [], message } = { message: "It does not say why." }] = issues;
  const at = issuePath(path);
  const where = structuredContent ? `${at}${at && ": "}${message}` : "there is none.";
  const words = `The result of the tool "${name}" is not what its output schema says (structuredContent): ${where}`;
  throw new RunletError("protocol", words, { phase: "tool" });
}
