import { RunletError } from "../../errors/error.ts";
import { addressOf } from "../address.ts";
import { environment } from "../environment.ts";
import { headersOf } from "../headers.ts";
import type { HttpModelOptions } from "../http-call.ts";
import { checkKey } from "../key.ts";
import type { OllamaServer } from "./options.ts";

const LOCAL = "http://127.0.0.1:11434";

/** The address to post to, and the headers. */
export function endpointOf(path: string, { baseURL, apiKey, headers, env }: OllamaServer & HttpModelOptions) {
  const url = addressOf(serverOf(baseURL ?? environment(env, "OLLAMA_HOST") ?? LOCAL), path, LOCAL);
  // The key is of Ollama's own service: another server on a plain connection is not to see it unasked.
  const key = apiKey ?? (url.startsWith("https:") ? environment(env, "OLLAMA_API_KEY") : undefined);
  const authorization = key === undefined ? undefined : { authorization: `Bearer ${checkKey(key, MISSING)}` };
  return { url, headers: headersOf(authorization, headers) };
}

const MISSING = "Give one as apiKey, or none for a local server.";

/**
 * A server as Ollama's own variable names it: `0.0.0.0`, `:11434`, `example.com`, `https://example.com/ollama/`. Where it
 * listens on every address it is asked on its own.
 */
export function serverOf(named: string): string {
  const [, scheme, rest] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(named.trim().replace(/^["']|["']$/g, ""))!;
  const [host = "", path = ""] = splitAt(rest!, rest!.indexOf("/"));
  const [, name = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  if (host !== "" && name === "" && port === undefined) throw noServer();
  const secure = scheme === undefined && name === "ollama.com";
  const asked = `${secure ? "https" : (scheme ?? "http")}://${ALL.has(name) ? "127.0.0.1" : name}`;
  const usual = scheme === undefined && !secure ? ":11434" : "";
  return `${asked}${port === undefined ? usual : `:${port}`}${path.replace(/\/+$/, "").replace(/\/api$/, "")}`;
}

const ALL: ReadonlySet<string> = new Set(["", "0.0.0.0", "[::]"]);

function splitAt(text: string, at: number): string[] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at)];
}

function noServer(): RunletError {
  const message = `The address of Ollama has a form that is none: give one such as "${LOCAL}".`;
  return new RunletError("config", message, { phase: "config" });
}
