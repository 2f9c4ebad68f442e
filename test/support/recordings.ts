import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Wire } from "./ai-sdk.ts";
import { hasShared, SHARED } from "./shared.ts";

/** A recorded answer, by the wire that it came over. */
export interface Recording {
  readonly name: string;
  readonly wire: Wire;
  readonly body: string;
}

const FIXTURES: Readonly<Record<string, Wire>> = {
  openai: "openai",
  azure: "openai",
  "openai-responses": "openai-responses",
  anthropic: "anthropic",
  gemini: "google",
  zhipu: "openai-compatible",
  llamacpp: "openai-compatible",
  groq: "openai-compatible",
  huggingface: "openai-compatible",
  xai: "openai-compatible",
  openrouter: "openai-compatible",
  deepseek: "openai-compatible",
};

/** All that are of a wire which a provider of the AI SDK speaks. */
export function recordings(): Recording[] {
  if (!hasShared) return [];
  const fixtures = Object.entries(FIXTURES).flatMap(([folder, wire]) =>
    files(`fixtures/${folder}`, ".sse").map((name) => ({ name, wire, body: textOf(name) })),
  );
  const suite = ["openai", "anthropic", "google", "openai-compatible"].flatMap((folder) =>
    files(`suites/provider-streams-a/${folder}`, ".txt")
      // Those are of an interface that no chat model of the provider reads.
      .filter((name) => !name.includes("/interactions-") && !name.includes("completion-text"))
      .map((name) => bodied(name, folder)),
  );
  return [...fixtures, ...suite];
}

const files = (folder: string, end: string): string[] =>
  readdirSync(join(SHARED, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`);
const textOf = (name: string): string => readFileSync(join(SHARED, name), "utf8");

/** A file with one payload a line, as the body that it was. */
function bodied(name: string, folder: string): Recording {
  const lines = textOf(name)
    .split("\n")
    .filter((line) => line !== "");
  const typed = () => lines.map((line) => `event: ${/"type":"([^"]+)"/.exec(line)?.[1]}\ndata: ${line}\n\n`).join("");
  if (folder === "google") return { name, wire: "google", body: lines.map((line) => `data: ${line}\r\n\r\n`).join("") };
  if (folder === "anthropic") return { name, wire: "anthropic", body: typed() };
  if (lines[0]!.includes('"type":"response.')) return { name, wire: "openai-responses", body: typed() };
  return { name, wire: folder as Wire, body: [...lines, "[DONE]"].map((line) => `data: ${line}\n\n`).join("") };
}
