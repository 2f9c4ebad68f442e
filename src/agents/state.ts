import type { Gather, Join, KeepLimit } from "../engine/join.ts";
import type { AIMessage } from "../messages/ai.ts";
import { messageJoin } from "../messages/gather.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { AgentChunk, AgentEndChunk, StopReason } from "./chunk.ts";
import { inCallOrder } from "./calls.ts";

/**
 * What an agent has come to. It is its messages: calls of the last one that no message answers are still to be run. As JSON it
 * says all of this, and may be given to the agent again.
 */
export interface AgentState {
  /** Those that were given, and those that were made: tools' answers in the order of the calls. */
  readonly messages: readonly BaseMessage[];
  /** How often the model has answered. */
  readonly steps: number;
  /** Why it has ended; not there in the `partial` of a run that has failed. */
  readonly stopReason?: StopReason;
  /** In the `partial` of a run that has failed: what had come of the message that broke off. */
  readonly partialMessage?: AIMessage;
}

/** How the chunks of a run join that was given these messages. */
export function stateJoin(given: readonly BaseMessage[], steps: number): Join {
  return { gather: (limit?: KeepLimit) => new StateGather(given, steps, limit) as Gather };
}

class StateGather implements Gather<AgentChunk, AgentState> {
  empty = true;
  private readonly messages: BaseMessage[];
  private steps: number;
  private readonly limit: KeepLimit | undefined;
  private readonly room: number;
  /** The message that is on its way. */
  private open: Gather | undefined = undefined;
  private end: AgentEndChunk | undefined = undefined;

  constructor(given: readonly BaseMessage[], steps: number, limit: KeepLimit | undefined) {
    this.messages = [...given];
    this.steps = steps;
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
        this.messages.push(...chunk.messages);
        return;
      case "end":
        this.end = chunk;
    }
  }

  value(): AgentState {
    const { steps, open, end } = this;
    return {
      messages: inCallOrder(this.messages),
      steps,
      ...(end && { stopReason: end.stopReason }),
      ...(open && { partialMessage: open.value() as AIMessage }),
    };
  }
}
