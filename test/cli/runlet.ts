import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { command } from "../../src/cli/command.ts";
import type { Screen } from "../../src/cli/line.ts";
import { glmServer, type GlmServerOptions } from "../../src/testing/glm-server/server.ts";

export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
export const KEY = "0123456789abcdef.s3cr3t";

/** What is said of the model, where `live` says which one there is. */
export const MODEL_LINE = "Model: zhipu:glm-4-plus (ZHIPUAI_API_KEY is set).\n";

/** Runs the command as a shell with its output in a pipe would, and something piped into it. */
export function runlet(args: readonly string[], env: Record<string, string> = {}, input = "") {
  const { ZHIPUAI_API_KEY: _, ZHIPUAI_API_BASE: __, ...clean } = process.env;
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { env: { ...clean, ...env } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin!.end(input);
  });
}

/** Runs the command in this process, with its output in a pipe or shown on a screen. */
export async function inside(args: readonly string[], env: Record<string, string>, terminal?: Screen) {
  let out = "";
  let err = "";
  const code = await command(args, {
    env,
    terminal,
    signal: new AbortController().signal,
    input: async () => undefined,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}

/** A server to ask, and the environment in which the command asks it. */
export async function live(replies: GlmServerOptions["replies"], options: Partial<GlmServerOptions> = {}) {
  const server = await glmServer({ replies, ...options });
  return { server, env: { ZHIPUAI_API_KEY: KEY, ZHIPUAI_API_BASE: server.url } };
}
