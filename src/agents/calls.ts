import { AIMessage } from "../messages/ai.ts";
import { isAIMessage, isToolMessage } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { InvalidToolCall, ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";

/** A call as a model has made it, with the id that its answer says. */
export type Call = (ToolCall | InvalidToolCall) & { readonly id: string; readonly name: string };

/** What a call without a name is said to have called, so that it can be sent back with what was wrong about it. */
const UNNAMED = "unknown";

/** All calls of a message of {@link identified}'s. */
export function callsOf(message: AIMessage): readonly Call[] {
  return [...message.tool_calls, ...message.invalid_tool_calls] as readonly (ToolCall | InvalidToolCall)[] as Call[];
}

/** The message with an id at each call, different from those of the others, and a name: without, none can be answered. */
export function identified(message: AIMessage, step: number): AIMessage {
  const { tool_calls, invalid_tool_calls } = message;
  const calls = [...tool_calls, ...invalid_tool_calls];
  const known = new Set(calls.map(({ id }) => id));
  if (known.size === calls.length && calls.every(({ id, name }) => id && name)) return message;
  const taken = new Set<string>();
  const complete = <C extends ToolCall | InvalidToolCall>(call: C): C => {
    let { id } = call;
    for (let at = taken.size; !id || taken.has(id); at++)
      if (!known.has(`call_${step}_${at}`)) id = `call_${step}_${at}`;
    taken.add(id);
    return { ...call, id, name: call.name || UNNAMED };
  };
  const { content, id, name, additional_kwargs, response_metadata, usage_metadata } = message;
  return new AIMessage({
    content,
    id,
    name,
    additional_kwargs,
    response_metadata,
    usage_metadata,
    tool_calls: tool_calls.map(complete),
    invalid_tool_calls: invalid_tool_calls.map(complete),
  });
}

/** The model's message at the end of a conversation that is not answered in full, and the answers that there are. */
export interface Pending {
  readonly message: AIMessage;
  readonly answered: ReadonlyMap<string, ToolMessage>;
}

/** Of a conversation that ends in calls, or in answers to some of them, what is pending. */
export function pendingIn(messages: readonly BaseMessage[]): Pending | undefined {
  const answered = new Map<string, ToolMessage>();
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at]!;
    if (isToolMessage(message)) answered.set(message.tool_call_id, message);
    else {
      if (!isAIMessage(message)) return undefined;
      // Without an id a call cannot be answered: such a message is none that an agent has made.
      return callsOf(message).some(({ id }) => id && !answered.has(id)) ? { message, answered } : undefined;
    }
  }
  return undefined;
}

/** The messages with the answers of tools in the order of the calls that they answer. */
export function inCallOrder(messages: readonly BaseMessage[]): BaseMessage[] {
  const ordered: BaseMessage[] = [];
  for (let at = 0; at < messages.length;) {
    const message = messages[at++]!;
    ordered.push(message);
    if (!isAIMessage(message)) continue;
    const from = at;
    while (at < messages.length && isToolMessage(messages[at])) at++;
    ordered.push(...inOrderOf(message, messages.slice(from, at)));
  }
  return ordered;
}

/** Orders the answers to the last message of the model's, in place: a conversation may be long. */
export function orderAnswers(messages: BaseMessage[]): void {
  const at = messages.findLastIndex(isAIMessage);
  const answers = inOrderOf(messages[at] as AIMessage, messages.splice(at + 1));
  for (const answer of answers) messages.push(answer);
}

function inOrderOf(message: AIMessage, answers: readonly BaseMessage[]): readonly BaseMessage[] {
  if (answers.length < 2) return answers;
  const places = new Map(callsOf(message).map(({ id }, place) => [id, place]));
  const placeOf = (answer: BaseMessage) => places.get((answer as { tool_call_id?: string }).tool_call_id!) ?? Infinity;
  return answers.toSorted((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return one === other ? 0 : one - other;
  });
}
