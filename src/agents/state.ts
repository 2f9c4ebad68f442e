import type { Gather, Join, KeepLimit } from "../engine/join.ts";
import type { AIMessage } from "../messages/ai.ts";
import { messageJoin } from "../messages/gather.ts";
import type { BaseMessage } from "../messages/message.ts";
import { isAIMessage, isToolMessage } from "../messages/guards.ts";
import { inCallOrder } from "./calls.ts";
import type { AgentChunk, AgentEndChunk, AgentInterruptsChunk, StopReason } from "./chunk.ts";
import type { Interrupt } from "./decision.ts";
import { NOTHING, type Given } from "./input.ts";
import type { Suspended } from "./suspended.ts";

/**
 * What an agent has come to. It is its messages: calls of the last one that no message answers are still to be run. As JSON it
 * says all of this, and may be given to the agent again.
 */
export interface AgentState<Response = unknown> {
  /** Those that were given, and those that were made: tools' answers in the order of the calls. */
  readonly messages: readonly BaseMessage[];
  /** How often the model has answered. */
  readonly steps: number;
  /** Why it has ended; not there in the `partial` of a run that has failed. */
  readonly stopReason?: StopReason;
  /** The value that was asked for by `responseFormat`, where the agent has come to it. */
  readonly structuredResponse?: Response;
  /** Calls that wait for a person: give this state again, with `decisions` of each. */
  readonly interrupts?: readonly Interrupt[];
  /** The states of agents inside this one that wait for a person, by the ids of the calls that run them. */
  readonly suspended?: Suspended;
  /** In the `partial` of a run that has failed: what had come of the message that broke off. */
  readonly partialMessage?: AIMessage;
}

/** How the chunks of a run join that begins with what was given: into its state, of which `output` makes what is given. */
export function stateJoin(given: Given, output: (state: AgentState) => unknown = asItIs): Join {
  return { gather: (limit?: KeepLimit) => new StateGather(given, output, limit) as Gather };
}

function asItIs(state: AgentState): AgentState {
  return state;
}

class StateGather implements Gather<AgentChunk> {
  empty = true;
  private messages: BaseMessage[];
  private steps: number;
  private readonly output: (state: AgentState) => unknown;
  private readonly limit: KeepLimit | undefined;
  private readonly room: number;
  /** The message that is on its way. */
  private open: Gather | undefined = undefined;
  private waiting: AgentInterruptsChunk | undefined = undefined;
  /** What waited when it began, and has not answered yet. */
  private readonly suspended: Map<string, unknown>;
  /** What agents inside it have come to that are at work, by the calls that run them. */
  private readonly inside = new Map<string, StateGather>();
  private end: AgentEndChunk | undefined = undefined;

  constructor(
    { messages, steps, suspended }: Given,
    output: (state: AgentState) => unknown,
    limit: KeepLimit | undefined,
  ) {
    this.messages = [...messages];
    this.steps = steps;
    this.suspended = new Map(Object.entries(suspended));
    this.output = output;
    this.limit = limit;
    this.room = this.messages.length + (limit?.chunks ?? Infinity);
  }

  get cut(): boolean {
    return this.messages.length > this.room || (this.open?.cut ?? false);
  }

  add(chunk: AgentChunk): void {
    this.empty = false;
    switch (chunk.type) {
      case "messages":
        return (this.open ??= messageJoin.gather(this.limit)).add(chunk.message);
      case "updates":
        this.steps = chunk.step;
        this.open = undefined;
        if (chunk.given) this.messages = [...chunk.messages];
        else if (chunk.revised) this.messages[this.messages.findLastIndex(isAIMessage)] = chunk.messages[0]!;
        else for (const message of chunk.messages) this.keep(message);
        return;
      case "custom":
        if (chunk.agent) this.addInside(chunk.toolCallId, chunk.data);
        return;
      case "interrupts":
        this.waiting = chunk;
        return;
      case "end":
        this.end = chunk;
    }
  }

  private keep(message: BaseMessage): void {
    this.messages.push(message);
    if (!isToolMessage(message)) return;
    this.suspended.delete(message.tool_call_id);
    this.inside.delete(message.tool_call_id);
  }

  value(): unknown {
    const { steps, open, waiting, end } = this;
    const { interrupts, suspended } = waiting ?? { interrupts: undefined, suspended: end ? undefined : this.left };
    return this.output({
      messages: inCallOrder(this.messages),
      steps,
      ...(end && { stopReason: end.stopReason }),
      ...(end && "structuredResponse" in end && { structuredResponse: end.structuredResponse }),
      ...(interrupts && { interrupts }),
      ...(suspended && { suspended }),
      ...(open && { partialMessage: open.value() as AIMessage }),
    });
  }

  /** One that waited and is run again begins with all that it had. */
  private addInside(id: string, chunk: AgentChunk): void {
    const begins = chunk.type === "updates" && chunk.given;
    if (begins) {
      const { suspended = {} } = (this.suspended.get(id) ?? {}) as Partial<AgentState>;
      this.inside.set(id, new StateGather({ ...NOTHING, suspended }, asItIs, this.limit));
    }
    this.inside.get(id)?.add(chunk);
  }

  /** Where the run has failed, what agents inside it had come to that have not answered yet. */
  private get left(): Suspended | undefined {
    const states = new Map(this.suspended);
    for (const [id, gather] of this.inside) states.set(id, gather.value());
    return states.size > 0 ? Object.fromEntries(states) : undefined;
  }
}
