import type { Call, Op } from "../engine/op.ts";
import type { DataRecord } from "../messages/record.ts";
import type { RunnableStep } from "../runs/config.ts";
import { compile, waitsOf } from "../runnables/compile.ts";
import type { Parts } from "../runnables/parts.ts";
import { Runnable } from "../runnables/runnable.ts";
import { MODEL_INPUT } from "../models/input.ts";
import { arrayOf, either, objectOf, type JsonSchema } from "../schema/json-schema.ts";
import type { SchemaOutput, StandardSchema } from "../schema/standard-schema.ts";
import type { ToolSchema } from "../tools/arguments.ts";
import { AgentTool, type AgentToolFields, type AgentToolInput } from "./agent-tool.ts";
import type { AgentChunk } from "./chunk.ts";
import { givenIn, type AgentInput } from "./input.ts";
import { AgentLoop } from "./loop.ts";
import type { AgentOptions } from "./options.ts";
import { remember } from "./remembering.ts";
import { settingsOf, type Settings } from "./settings.ts";
import type { AgentState } from "./state.ts";

const MESSAGES = objectOf({ messages: arrayOf({}) });

/** A model that calls tools until it has an answer, as {@link createAgent} makes it. */
export class Agent<out Response = unknown> extends Runnable<AgentInput, AgentState<Response>, AgentChunk<Response>> {
  readonly name: string;
  readonly #settings: Settings;

  /** @throws `config` where an option is none */
  constructor(options: AgentOptions) {
    super();
    this.#settings = settingsOf(options);
    this.name = this.#settings.name;
  }

  override get "~parts"(): Parts {
    return { how: "sequence", parts: [{ runnable: this.#settings.model }], subgraph: this.name };
  }

  override "~takes"(): JsonSchema {
    return either([MODEL_INPUT, MESSAGES]);
  }

  override "~gives"(): JsonSchema {
    return MESSAGES;
  }

  /**
   * The agent as a tool of another one, which is told its last answer; the whole state is the `artifact`. What it streams is the
   * tool's progress. Where it waits for a person, so does the other one.
   *
   * @example
   * const research = researcher.asTool({ name: "research", description: "Finds out what is asked." });
   * const writer = createAgent({ model, tools: [research] });
   */
  asTool<S extends ToolSchema = DataRecord>(fields: AgentToolFields<S>): AgentTool<AgentToolInput<S>> {
    return new AgentTool(this, fields as AgentToolFields);
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return [this["~loop"](step, (state) => state)];
  }

  /**
   * Its one op, which gives what `output` makes of its state.
   * @internal
   */
  "~loop"(step: RunnableStep, output: (state: AgentState) => unknown): Op {
    const settings = this.#settings;
    const programs = [settings.bound, ...settings.byName.values()].map((runnable) => compile(runnable, step));
    const call: Call<AgentInput> = {
      sees: "value",
      step,
      waits: settings.history ? step : waitsOf(programs),
      run: (input, context) =>
        settings.history
          ? remember(settings, input, context, output)
          : { kind: "chunks", chunks: new AgentLoop(settings, givenIn(input), context, output) },
    };
    return call;
  }
}

/**
 * Makes an agent: a model that is asked, the tools that it calls are run, and it is asked again with their answers, until it calls
 * none. It streams what the model says as it comes, each message when it is whole, and what tools tell while they work; `invoke`
 * gives the state that these join into.
 *
 * Its state is its messages, and calls of the last one that have no answer are run first. So a run goes on where another has
 * ended: `agent.invoke(state)`, also after a failure, with the error's `partial`, and in another process, from JSON. What is in the
 * messages is not done again.
 *
 * Only calls that are whole and valid are run, at most `maxParallelCalls` at a time; of any other, and of a tool's failure, the
 * model is told.
 *
 * @throws `config` where an option is none; a run, what the model throws, with the state so far as `partial`; `limit` where the
 * model was asked `maxSteps` times, or makes the same call again and again
 * @example
 * const agent = createAgent({ model, tools: [weather], systemPrompt: "You help with the weather." });
 * for await (const { text } of agent.stream("Do I need an umbrella in Paris?")) process.stdout.write(text);
 */
export function createAgent<S extends StandardSchema>(
  options: AgentOptions & { readonly responseFormat: S },
): Agent<SchemaOutput<S>>;
export function createAgent<Response = unknown>(options: AgentOptions): Agent<Response>;
export function createAgent(options: AgentOptions): Agent {
  return new Agent(options);
}
