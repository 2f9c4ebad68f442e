import { existsSync } from "node:fs";
import type { AISDKModel } from "../../src/interop/ai-sdk/index.ts";

const MODULES = new URL("../../bench/node_modules/", import.meta.url);
/** Whether the AI SDK and its providers are installed. */
export const hasAISDK = existsSync(new URL("ai-sdk-compatible-v2/", MODULES));

if (!hasAISDK) process.stderr.write("Tests with the AI SDK are skipped: `npm ci --prefix bench` installs it.\n");

/** A package of it. */
async function load(name: string, file = "index.mjs"): Promise<any> {
  return hasAISDK ? import(new URL(`${name}/dist/${file}`, MODULES).href) : {};
}

export interface Connection {
  readonly baseURL: string;
  readonly apiKey?: string;
  readonly fetch?: typeof globalThis.fetch;
}

// Loaded before any test begins: they leave things in the global object.
const [{ createOpenAI }, { createOpenAICompatible }, { createAnthropic }, { createGoogleGenerativeAI }] =
  await Promise.all(["openai", "openai-compatible", "anthropic", "google"].map((name) => load(`@ai-sdk/${name}`)));
const v2 = await load("ai-sdk-compatible-v2");
const v4 = await load("ai-sdk-anthropic-v4", "index.js");
export const ai = await load("ai");

/** Real models of real providers, by the name of the wire that they speak. */
export const MODELS = {
  openai: (connection) => createOpenAI(keyed(connection)).chat("gpt-x"),
  "openai-responses": (connection) => createOpenAI(keyed(connection)).responses("gpt-x"),
  anthropic: (connection) => createAnthropic(keyed(connection))("claude-3-haiku"),
  google: (connection) => createGoogleGenerativeAI(keyed(connection))("gemini-x"),
  "openai-compatible": (connection) => createOpenAICompatible({ ...keyed(connection), name: "near" })("glm-x"),
  "openai-compatible v2": (connection) => v2.createOpenAICompatible({ ...keyed(connection), name: "near" })("glm-x"),
  "anthropic v4": (connection) => v4.createAnthropic(keyed(connection))("claude-3-haiku"),
} satisfies Record<string, (connection: Connection) => AISDKModel>;

export type Wire = keyof typeof MODELS;

const keyed = ({ apiKey = "the-key", ...connection }: Connection) => ({ apiKey, ...connection });
