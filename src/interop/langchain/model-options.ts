import type {
  BaseChatModel,
  BindToolsInput,
  ToolChoice as TheirToolChoice,
} from "@langchain/core/language_models/chat_models";
import { convertToOpenAITool, isRunnableToolLike, isStructuredTool } from "@langchain/core/utils/function_calling";
import type { RunnableConfig as TheirConfig } from "@langchain/core/runnables";
import { RunletError } from "../../errors/error.ts";
import type { ChatModelCallOptions, ToolChoice } from "../../models/call-options.ts";
import { isProviderTool, toolDefinition, type ToolLike } from "../../models/tool-definition.ts";
import { StructuredTool } from "../../tools/tool.ts";
import type { Theirs } from "./structure.ts";

/** What LangChain's models are told of tools. */
interface TheirToolOptions {
  readonly tools?: readonly BindToolsInput[] | undefined;
  readonly tool_choice?: TheirToolChoice | undefined;
}

/** A tool that LangChain's `bindTools` takes, as our models take it: one of theirs in OpenAI's form, any other as it is. */
export function toolIn(tool: BindToolsInput): ToolLike {
  return (tool instanceof StructuredTool ? tool : convertToOpenAITool(tool)) as ToolLike;
}

/** The call options of a model of LangChain's, with what they say of tools in our words. */
export function modelOptionsIn({ tools, tool_choice, ...options }: TheirToolOptions): Record<string, unknown> {
  return {
    ...options,
    ...(tools && { tools: tools.map(toolIn) }),
    ...(tool_choice !== undefined && { toolChoice: choiceIn(tool_choice) }),
  };
}

/** Each provider's model in LangChain has its own way to say it. */
function choiceIn(choice: TheirToolChoice): ToolChoice {
  if (typeof choice === "string") return isWord(choice) ? choice : { name: choice };
  const { type, name, function: called } = choice as Record<string, unknown>;
  const chosen = (called as { readonly name?: unknown } | undefined)?.name ?? name;
  if (typeof chosen === "string") return { name: chosen };
  if (typeof type === "string" && isWord(type)) return type;
  throw refused("A tool_choice is a word (auto, none, any, required) or names a tool.");
}

const WORDS = ["auto", "none", "required", "any"] as const;

function isWord(choice: string): choice is (typeof WORDS)[number] {
  return (WORDS as readonly string[]).includes(choice);
}

/** A model of LangChain's and its config, where what ours says of tools is said in LangChain's way. */
export function modelOut(model: Theirs, config: TheirConfig): readonly [Theirs, TheirConfig] {
  const { tools, toolChoice, responseFormat, ...rest } = config as TheirConfig & ChatModelCallOptions;
  if (responseFormat)
    throw refused(
      'LangChain has no word for a responseFormat that all of its models know: take the method "functionCalling", or bind what this model calls it.',
    );
  const options = { ...rest, ...(toolChoice !== undefined && choiceOut(toolChoice)) };
  if (!tools) return [model, options];
  const told = tools.map(toolOut);
  const { bindTools } = model as Partial<BaseChatModel>;
  // What LangChain has bound something to has no such method, and takes them as call options.
  return bindTools ? [bindTools.call(model, told), options] : [model, { ...options, tools: told } as TheirConfig];
}

/** In OpenAI's form, which all of LangChain's models take. */
function toolOut(tool: ToolLike): BindToolsInput {
  const given = tool as BindToolsInput;
  if (isStructuredTool(given) || isRunnableToolLike(given)) return given;
  const definition = toolDefinition(tool);
  return isProviderTool(definition) ? definition : { type: "function", function: definition };
}

function choiceOut(choice: ToolChoice): { readonly tool_choice: string } {
  if (typeof choice === "object") return { tool_choice: choice.name };
  return { tool_choice: choice === "required" ? "any" : choice };
}

function refused(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
