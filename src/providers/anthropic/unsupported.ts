import { RunletError } from "../../errors/error.ts";
import type { AnthropicCallOptions } from "./options.ts";

/**
 * Refuses what the service has no form for, and what it does not take of a model that thinks:
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking#feature-compatibility
 *
 * @throws RunletError `config`
 */
export function checkSupported(options: AnthropicCallOptions): void {
  const { seed, responseFormat, thinking } = options;
  if (seed !== undefined) throw refused("Anthropic has no seed: leave it out.");
  if (responseFormat?.type === "json_object")
    throw refused(
      'Anthropic has no responseFormat "json_object": give a schema ("json_schema"), or ask for JSON in the prompt.',
    );
  if (thinking && thinking.type !== "disabled") checkThinking(options);
}

function checkThinking({ thinking, betas = [], ...options }: AnthropicCallOptions): void {
  const { toolChoice, temperature, topP, topK, maxTokens } = options;
  if (typeof toolChoice === "object" || toolChoice === "required" || toolChoice === "any")
    throw whileThinking('a toolChoice that asks for a tool: leave it at "auto" (for values of a schema: "jsonSchema")');
  if (temperature !== undefined && temperature !== 1) throw whileThinking("a temperature but 1: leave it out");
  if (topP !== undefined && topP < 0.95) throw whileThinking("a topP below 0.95: leave it out");
  if (topK !== undefined) throw whileThinking("topK: leave it out");
  if (thinking?.type !== "enabled" || maxTokens === undefined) return;
  const { budgetTokens } = thinking;
  // Of thoughts between calls of tools, the budget is for several answers.
  if (maxTokens > budgetTokens || betas.some((beta) => beta.startsWith("interleaved-thinking"))) return;
  throw refused(
    `Anthropic counts thoughts as a part of the answer: maxTokens (${maxTokens}) has to be more than thinking's budgetTokens (${budgetTokens}).`,
  );
}

function whileThinking(what: string): RunletError {
  return refused(`While a model thinks, Anthropic does not take ${what}, or switch thinking off.`);
}

function refused(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
