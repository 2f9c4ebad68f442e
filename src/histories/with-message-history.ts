import type { Context } from "../engine/context.ts";
import type { Call, Op } from "../engine/op.ts";
import { Overheard } from "../engine/overheard.ts";
import type { Program } from "../engine/program.ts";
import type { Source } from "../engine/source.ts";
import { AIMessage } from "../messages/ai.ts";
import { HumanMessage } from "../messages/human.ts";
import type { BaseMessage } from "../messages/message.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { compile } from "../runnables/compile.ts";
import { compose } from "../runnables/compose.ts";
import type { Parts } from "../runnables/parts.ts";
import { Runnable } from "../runnables/runnable.ts";
import { both, objectOf, without, type JsonSchema } from "../schema/json-schema.ts";
import { answerSoFar } from "./answer-so-far.ts";
import type { BaseChatMessageHistory } from "./chat-message-history.ts";
import { sessionOf } from "./session.ts";
import { messagesSaid, type Side } from "./said.ts";
import type { TurnInput } from "./turn-input.ts";

export interface RunnableWithMessageHistoryFields<
  In,
  Out = unknown,
  Chunk = Out,
  Input extends string = string,
  History extends string = string,
> {
  /** What answers: it is given the messages so far, and what is said now. */
  readonly runnable: Runnable<In, Out, Chunk>;
  /** The conversation of a session, whose id comes from `configurable.sessionId`. Called once for each run. */
  readonly getMessageHistory: (
    sessionId: string,
    config: StepConfig,
  ) => BaseChatMessageHistory | PromiseLike<BaseChatMessageHistory>;
  /** Where in the input, if that is an object, stands what is said now. Default: its only key, or `input`. */
  readonly inputMessagesKey?: Input;
  /** Where in its input the runnable wants the messages so far. Default: in front of what is said now. */
  readonly historyMessagesKey?: History;
  /** Where in the output, if that is an object, stands the answer. Default: its only key, or `output`. */
  readonly outputMessagesKey?: string;
  /**
   * Whether a turn that ends early, by an error or because the rest of it was not wanted, is kept too, if something of an
   * answer had come: what was said, and the answer so far, which says `response_metadata.incomplete`, without tool calls,
   * since nobody will answer those. Default: nothing of it is kept.
   */
  readonly saveIncomplete?: boolean;
}

/**
 * A runnable that answers in a conversation. It is given the messages so far; when it has answered, what was said and the
 * answer are added to them, in one call, before the end of the run is told: whoever has seen that finds them there. The
 * answer passes through chunk by chunk.
 *
 * Text that is said is a human message, text that is answered is the model's. Runs of one session may overlap: each goes by
 * the messages that were there when it began, and adds its turn when it ends.
 *
 * @throws `config` where the config has no session's id, or an input or output has no messages; and what the history
 * throws: the run fails too, if the turn cannot be kept
 * @example
 * const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), "{question}"]);
 * const chat = new RunnableWithMessageHistory({
 *   runnable: prompt.pipe(model),
 *   getMessageHistory: (sessionId) => new FileChatMessageHistory({ directory: "conversations", sessionId }),
 *   inputMessagesKey: "question",
 *   historyMessagesKey: "history",
 * });
 * chat.stream({ question: "What is my name?" }, { configurable: { sessionId: "ann" } });
 */
export class RunnableWithMessageHistory<
  In,
  Out,
  Chunk,
  const Input extends string = never,
  const History extends string = never,
> extends Runnable<TurnInput<In, Input, History>, Out, Chunk> {
  readonly name = "RunnableWithMessageHistory";
  readonly runnable: Runnable<In, Out, Chunk>;
  readonly #fields: RunnableWithMessageHistoryFields<In, Out, Chunk, Input, History>;
  readonly #input: Side;
  readonly #output: Side;

  constructor(fields: RunnableWithMessageHistoryFields<In, Out, Chunk, Input, History>) {
    super();
    this.runnable = compose.coerce(fields.runnable) as Runnable<In, Out, Chunk>;
    this.#fields = fields;
    const { inputMessagesKey, outputMessagesKey } = fields;
    this.#input = { name: "input", option: "inputMessagesKey", key: inputMessagesKey, speak: human };
    this.#output = { name: "output", option: "outputMessagesKey", key: outputMessagesKey, speak: ai };
  }

  override get "~parts"(): Parts {
    return { how: "sequence", parts: [{ runnable: this.runnable }], subgraph: this.name };
  }

  override "~takes"(wanted: JsonSchema): JsonSchema {
    const { inputMessagesKey: said, historyMessagesKey: past } = this.#fields;
    const taken = this.runnable["~takes"](wanted);
    if (past !== undefined) return without(taken, [past]);
    // What is said is not yet the list of messages that the runnable is given there.
    return said === undefined ? {} : both(without(taken, [said]), objectOf({ [said]: {} }));
  }

  /** Of what is said in a turn is not known what the runnable is given. */
  override "~gives"(): JsonSchema {
    return this.runnable["~gives"]({});
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const program = compile(this.runnable, step);
    const call: Call = {
      sees: "value",
      step,
      waits: step,
      run: (input, context) => this.#answer(program, input, context),
    };
    return [call];
  }

  async #answer(program: Program, input: unknown, context: Context): Promise<Source> {
    const { getMessageHistory, saveIncomplete } = this.#fields;
    const config = stepConfig(context);
    const said = messagesSaid(input, this.#input);
    const history = await callInside(config, getMessageHistory, sessionOf(config), config);
    const past = await callInside(config, () => history.getMessages());
    const save = (answer: readonly BaseMessage[]) =>
      callInside(config, () => history.addMessages([...said, ...answer]));
    const chunks = context.branch(program, { kind: "value", value: this.#inputAfter(past, said, input) });
    const overheard = new Overheard(chunks, {
      complete: async (output) => save(messagesSaid(output, this.#output)),
      incomplete: async (output) => {
        const answer = saveIncomplete ? answerSoFar(messagesSaid(output, this.#output)) : [];
        if (answer.length > 0) await save(answer);
      },
    });
    return { kind: "chunks", chunks: overheard, complete: () => overheard.complete() };
  }

  /** The runnable's input. */
  #inputAfter(past: readonly BaseMessage[], said: readonly BaseMessage[], input: unknown): unknown {
    const { inputMessagesKey, historyMessagesKey } = this.#fields;
    if (historyMessagesKey !== undefined) return { ...(input as object), [historyMessagesKey]: past };
    const messages = [...past, ...said];
    return inputMessagesKey === undefined ? messages : { ...(input as object), [inputMessagesKey]: messages };
  }
}

function human(text: string): BaseMessage {
  return new HumanMessage(text);
}

function ai(text: string): BaseMessage {
  return new AIMessage(text);
}
