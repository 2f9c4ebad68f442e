import type { Call, Op } from "../engine/op.ts";
import type { RunnableStep } from "../runs/config.ts";
import { compile, waitsOf } from "../runnables/compile.ts";
import type { Parts } from "../runnables/parts.ts";
import { Runnable } from "../runnables/runnable.ts";
import { MODEL_INPUT } from "../models/input.ts";
import { arrayOf, either, objectOf, type JsonSchema } from "../schema/json-schema.ts";
import type { AgentChunk } from "./chunk.ts";
import { givenIn, type AgentInput } from "./input.ts";
import { AgentLoop } from "./loop.ts";
import type { AgentOptions } from "./options.ts";
import { settingsOf, type Settings } from "./settings.ts";
import type { AgentState } from "./state.ts";

const MESSAGES = objectOf({ messages: arrayOf({}) });

/** A model that calls tools until it has an answer, as {@link createAgent} makes it. */
export class Agent extends Runnable<AgentInput, AgentState, AgentChunk> {
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

  "~ops"(step: RunnableStep): readonly Op[] {
    const settings = this.#settings;
    const programs = [settings.bound, ...settings.byName.values()].map((runnable) => compile(runnable, step));
    const call: Call<AgentInput> = {
      sees: "value",
      step,
      waits: waitsOf(programs),
      run: (input, context) => ({ kind: "chunks", chunks: new AgentLoop(settings, givenIn(input), context) }),
    };
    return [call];
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
export function createAgent(options: AgentOptions): Agent {
  return new Agent(options);
}
