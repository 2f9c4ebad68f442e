import { existsSync } from "node:fs";
import type { AISDKLanguageModel, AISDKModel } from "../../src/interop/ai-sdk/index.ts";

const MODULES = new URL("../../bench/node_modules/", import.meta.url);
/** Whether the AI SDK and its providers are installed. */
export const hasAISDK = existsSync(new URL("ai-sdk-compatible-v2/", MODULES));

if (!hasAISDK) process.stderr.write("Tests with the AI SDK are skipped: `npm ci --prefix bench` installs it.\n");

/** A package of it. */
async function load(name: string, file = "index.mjs"): Promise<any> {
  return import(new URL(`${name}/dist/${file}`, MODULES).href);
}

/** The functions of `ai` that are given a model. */
export const ai = (): Promise<
  Record<"streamText" | "generateText" | "generateObject" | "streamObject", AISDKFunction>
> &
  Promise<any> => load("ai");
type AISDKFunction = (options: { model: AISDKLanguageModel; [option: string]: unknown }) => any;

export interface Connection {
  readonly baseURL: string;
  readonly apiKey?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** Real models of real providers, by the name of the wire that they speak. */
export const MODELS = {
  openai: async (connection) => (await load("@ai-sdk/openai")).createOpenAI(keyed(connection)).chat("gpt-x"),
  "openai-responses": async (connection) =>
    (await load("@ai-sdk/openai")).createOpenAI(keyed(connection)).responses("gpt-x"),
  anthropic: async (connection) =>
    (await load("@ai-sdk/anthropic")).createAnthropic(keyed(connection))("claude-3-haiku"),
  google: async (connection) => (await load("@ai-sdk/google")).createGoogleGenerativeAI(keyed(connection))("gemini-x"),
  "openai-compatible": async (connection) =>
    (await load("@ai-sdk/openai-compatible")).createOpenAICompatible({ ...keyed(connection), name: "near" })("glm-x"),
  "openai-compatible v2": async (connection) =>
    (await load("ai-sdk-compatible-v2")).createOpenAICompatible({ ...keyed(connection), name: "near" })("glm-x"),
  "anthropic v4": async (connection) =>
    (await load("ai-sdk-anthropic-v4", "index.js")).createAnthropic(keyed(connection))("claude-3-haiku"),
} satisfies Record<string, (connection: Connection) => Promise<AISDKModel>>;

export type Wire = keyof typeof MODELS;

const keyed = ({ apiKey = "the-key", ...connection }: Connection) => ({ apiKey, ...connection });
