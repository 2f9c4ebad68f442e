import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { RunletError, type ErrorPhase } from "../../errors/error.ts";
import { reasonOf } from "../../errors/reason.ts";
import { withoutSecrets } from "../../errors/secret-text.ts";

/** An error of the SDK's as one of ours, which calls the server that. What it says is shown without what looks like a secret. */
export function failureOf(cause: unknown, phase: ErrorPhase, signal?: AbortSignal, server = "The MCP server"): unknown {
  if (cause instanceof RunletError) return cause;
  if (signal?.aborted)
    return new RunletError("aborted", "The MCP server is not asked any more.", { phase, cause: signal.reason });
  const words = withoutSecrets(wordsOf(cause));
  if (cause instanceof McpError) return told(cause, words, phase, server);
  // What the schemas of the protocol refuse: `issues` are those of zod, of whichever version the SDK has.
  if (cause instanceof Error && "issues" in cause)
    return new RunletError("protocol", `${server} has answered with what is no result of MCP.`, { phase, cause });
  const status = (cause as { code?: unknown }).code;
  const code = status === 401 || status === 403 ? "auth" : "connection";
  const message = `${server} could not be reached: ${words}`;
  const known = typeof status === "number" && status >= 100 ? { status } : {};
  return new RunletError(code, message, { phase, cause, retryable: code === "connection", ...known });
}

function told(cause: McpError, words: string, phase: ErrorPhase, server: string): RunletError {
  const options = { phase, cause, providerCode: String(cause.code) };
  if (cause.code === ErrorCode.ConnectionClosed)
    return new RunletError("connection", `${server} has closed the connection.`, { ...options, retryable: true });
  if (cause.code === ErrorCode.RequestTimeout)
    return new RunletError("timeout", `${server} has not answered in time.`, { ...options, timeout: "connect" });
  return new RunletError("tool", words, options);
}

/** With what fetch hides in a cause. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const reason = reasonOf(cause);
  return cause.message.includes(reason) ? cause.message : `${cause.message} (${reason})`;
}
