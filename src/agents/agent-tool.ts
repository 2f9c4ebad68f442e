import type { Call, Op } from "../engine/op.ts";
import { isRecord } from "../messages/record.ts";
import type { DataRecord } from "../messages/record.ts";
import { Runnable } from "../runnables/runnable.ts";
import type { RunnableStep } from "../runs/config.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { objectOf, STRING } from "../schema/json-schema.ts";
import type { ToolArguments, ToolInput, ToolSchema } from "../tools/arguments.ts";
import type { ToolFields } from "../tools/fields.ts";
import { StructuredTool } from "../tools/tool.ts";
import type { AgentInput } from "./input.ts";
import type { AgentState } from "./state.ts";

export interface AgentToolFields<S extends ToolSchema = ToolSchema> extends Omit<
  ToolFields<S>,
  "schema" | "responseFormat"
> {
  /** What the agent is given. Default: an object with text, `input`. */
  readonly schema?: S | undefined;
  /** What the agent is asked, made of the arguments. Default: their only text; else all of them, as JSON. */
  readonly input?: ((args: ToolArguments<S>) => AgentInput) | undefined;
}

/** What a tool needs of the agent that it is made of: its ops, with what is given of its state. */
export interface ToolAgent {
  readonly name: string;
  "~loop"(step: RunnableStep, output: (state: AgentState) => unknown): Op;
}

const INPUT = objectOf({ input: STRING });

/** An agent as a tool of another one, as `asTool` of it makes it. */
export class AgentTool<in Args = never> extends StructuredTool<Args, string> {
  readonly #agent: ToolAgent;
  readonly #fields: AgentToolFields;

  constructor(agent: ToolAgent, fields: AgentToolFields) {
    const { schema = INPUT, input = textIn, ...rest } = fields ?? {};
    const run = new InnerAgent(agent, input as (args: unknown) => AgentInput);
    super(run, { ...rest, schema, responseFormat: "content_and_artifact" });
    this.#agent = agent;
    this.#fields = fields;
  }

  /**
   * The same, which goes on from a state whatever it is given.
   * @internal
   */
  "~from"(state: AgentInput): AgentTool {
    return new AgentTool(this.#agent, { ...this.#fields, input: () => state });
  }
}

/** The agent's run inside the tool's: of its state it gives the answer, for the model, and all of it, for the program. */
class InnerAgent extends Runnable<unknown, readonly [string, AgentState]> {
  readonly name: string;
  readonly #agent: ToolAgent;
  readonly #input: (args: unknown) => AgentInput;

  constructor(agent: ToolAgent, input: (args: unknown) => AgentInput) {
    super();
    this.name = agent.name;
    this.#agent = agent;
    this.#input = input;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const loop = this.#agent["~loop"](step, (state) => [answerIn(state), state]) as Call;
    return [{ ...loop, run: (args, context) => loop.run(this.#input(args), context) } as Call];
  }
}

function answerIn({ messages, structuredResponse }: AgentState): string {
  if (structuredResponse !== undefined) return JSON.stringify(structuredResponse);
  return messages.at(-1)?.text ?? "";
}

function textIn(args: unknown): string {
  if (typeof args === "string") return args;
  const values = isRecord(args) ? Object.values(args as DataRecord) : [];
  return values.length === 1 && typeof values[0] === "string" ? values[0] : JSON.stringify(args);
}

/** What a tool of these fields takes. */
export type AgentToolInput<S> = [S] extends [StandardSchema] ? ToolInput<S> : { readonly input: string } | DataRecord;
