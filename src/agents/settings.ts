import { RunletError } from "../errors/error.ts";
import type { ToolChoice } from "../models/call-options.ts";
import { toolDefinition, type ToolLike } from "../models/tool-definition.ts";
import { isRunnable } from "../runnables/compile.ts";
import type { StructuredTool } from "../tools/tool.ts";
import type { AgentModel, AgentOptions } from "./options.ts";
import { responseTool } from "./response.ts";

/** The tools that a model may call, by their names. */
export type Tools = ReadonlyMap<string, StructuredTool>;

/** What an agent is made of, checked. */
export interface Settings extends AgentOptions {
  readonly name: string;
  readonly tools: readonly ToolLike[];
  readonly maxSteps: number;
  readonly maxParallelCalls: number;
  readonly repeatedCalls: number;
  readonly byName: Tools;
  /** The tool by which the model gives the value that is asked for. */
  readonly response: StructuredTool | undefined;
  /** The model with its tools. */
  readonly bound: AgentModel;
}

/** @throws `config` where something is none of what it is to be */
export function settingsOf(options: AgentOptions): Settings {
  const { model, name = "agent", responseFormat } = options ?? {};
  if (!isModel(model)) throw wrong(`needs a chat model as \`model\`${howNamed(model)}`);
  if (!Array.isArray(options.tools ?? [])) throw wrong("takes as `tools` a list");
  const number = (key: "maxSteps" | "maxParallelCalls" | "repeatedCalls", usual: number): number => {
    const { [key]: given = usual } = options;
    if (!(given >= 1)) throw wrong(`takes as \`${key}\` a number from 1 on, not ${String(given)}`);
    return given;
  };
  const response = responseFormat && responseTool(responseFormat);
  const tools = withResponse(options.tools ?? [], response);
  const byName = toolsByName(tools);
  checkAsked(options, byName);
  return {
    ...options,
    name,
    tools,
    response,
    maxSteps: number("maxSteps", 25),
    maxParallelCalls: number("maxParallelCalls", 8),
    repeatedCalls: number("repeatedCalls", 3),
    byName,
    bound: withTools(model, tools),
  };
}

/** The tools, and that by which the value is given that is asked for. */
export function withResponse(tools: readonly ToolLike[], response: StructuredTool | undefined): readonly ToolLike[] {
  return response ? [...tools, response as object as ToolLike] : tools;
}

/** The model, told of these tools. */
export function withTools(model: AgentModel, tools: readonly ToolLike[], toolChoice?: ToolChoice): AgentModel {
  if (!isModel(model)) throw wrong("is given by `prepareStep` what is no chat model");
  if (tools.length === 0) return model;
  return model.bindTools(tools, toolChoice === undefined ? {} : { toolChoice });
}

function isModel(model: unknown): boolean {
  return typeof (model as Partial<AgentModel> | undefined)?.bindTools === "function";
}

/** Those that can be run. No two tools have one name: a call says nothing else. */
export function toolsByName(tools: readonly ToolLike[]): Tools {
  const byName = new Map<string, StructuredTool>();
  const names = new Set<unknown>();
  for (const tool of tools) {
    const { name } = toolDefinition(tool);
    if (name !== undefined && names.has(name)) throw wrong(`has two tools of the name "${String(name)}"`);
    names.add(name);
    if (isRunnable(tool)) byName.set(tool.name, tool as object as StructuredTool);
  }
  return byName;
}

/** A name that is mistaken would mean that nobody is asked. Where a step may bring tools of its own, they are not known yet. */
function checkAsked({ interruptOn = {}, prepareStep }: AgentOptions, byName: Tools): void {
  if (prepareStep) return;
  const unknown = Object.keys(interruptOn).find((name) => interruptOn[name] && !byName.has(name));
  if (unknown === undefined) return;
  const names = Array.from(byName.keys(), (name) => `"${name}"`).join(", ");
  throw wrong(
    `is to ask before calls of "${unknown}" (interruptOn), which is no tool that it runs: ${names || "it has none"}`,
  );
}

function howNamed(model: unknown): string {
  return typeof model === "string" ? ", not its name: `autoModel` of runlet/auto makes one of that" : "";
}

function wrong(what: string): RunletError {
  return new RunletError("config", `An agent ${what}.`, { phase: "config" });
}
