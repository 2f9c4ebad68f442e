import { RunletError } from "../errors/error.ts";
import type { AIMessage } from "./ai.ts";
import type { MessageLike } from "./coerce.ts";
import type { MessageContent } from "./content.ts";
import { countTokensApproximately } from "./count-tokens.ts";
import { messageFromJSON } from "./json.ts";
import type { BaseMessage, MessageType } from "./message.ts";
import { toMessagesOrStep, type MessagesStep } from "./messages-step.ts";
import { unitsOf } from "./units.ts";

export interface TrimMessagesOptions {
  /** How many tokens are left at most. */
  readonly maxTokens: number;
  /** Counts the tokens of messages; of more messages they are more. Default: {@link countTokensApproximately}. */
  readonly tokenCounter?: ((messages: readonly BaseMessage[]) => number) | undefined;
  /** Whether the last messages are kept, or the first. Default: "last". */
  readonly strategy?: "first" | "last" | undefined;
  /** The types of message that may be the first, behind a system message that is kept. For "last" only. */
  readonly startOn?: MessageType | readonly MessageType[] | undefined;
  /** The types of message that may be the last. */
  readonly endOn?: MessageType | readonly MessageType[] | undefined;
  /** Whether a system message at the beginning is kept, whatever else is. For "last" only. Default: false. */
  readonly includeSystem?: boolean | undefined;
  /** Whether a part of a message may be kept of which the whole does not fit: pieces of its text, or blocks. Default: false. */
  readonly allowPartial?: boolean | undefined;
  /** The pieces of a text, which together are the text. Default: its lines. */
  readonly textSplitter?: ((text: string) => readonly string[]) | undefined;
}

/**
 * As many of the last messages of a conversation as fit into `maxTokens`; or of the first. A call of tools is kept with its
 * answers or not at all. Called without messages it is a step that does so.
 *
 * @throws `config` for options that do not go together
 * @example
 * const short = trimMessages(messages, { maxTokens: 1000, startOn: "human", includeSystem: true });
 * const chain = prompt.pipe(trimMessages({ maxTokens: 1000, startOn: "human", includeSystem: true })).pipe(model);
 */
export function trimMessages(messages: readonly MessageLike[], options: TrimMessagesOptions): BaseMessage[];
export function trimMessages(options: TrimMessagesOptions): MessagesStep;
export function trimMessages(...given: [readonly MessageLike[], TrimMessagesOptions] | [TrimMessagesOptions]) {
  const [messages, options] = given.length === 1 ? [undefined, given[0]] : given;
  check(options);
  return toMessagesOrStep("trimMessages", messages, (all) =>
    options.strategy === "first" ? first(all, options) : last(all, options),
  );
}

function last(all: readonly BaseMessage[], options: TrimMessagesOptions): BaseMessage[] {
  const { includeSystem = false, allowPartial = false } = options;
  const system = includeSystem && all[0]?.type === "system" ? [all[0]] : [];
  const units = endedOn(unitsOf(all.slice(system.length)), options);
  const fits = (messages: readonly BaseMessage[]) => fitsIn([...system, ...messages], options);
  const dropped = leastOf(units.length, (count) => fits(units.slice(count).flat()));
  const kept = units.slice(dropped);
  const cut = allowPartial && units[dropped - 1];
  const part = cut && partOf(cut, options, "last", (message) => fits([message, ...kept.flat()]));
  if (part) kept.unshift([part]);
  const start = kept.findIndex(([message]) => isOn(message!, options.startOn));
  return [...system, ...(start === -1 ? [] : kept.slice(start)).flat()];
}

function first(all: readonly BaseMessage[], options: TrimMessagesOptions): BaseMessage[] {
  const units = unitsOf(all);
  const kept = units.slice(
    0,
    units.length - leastOf(units.length, (dropped) => fitsIn(units.slice(0, units.length - dropped).flat(), options)),
  );
  const cut = options.allowPartial && units[kept.length];
  const part = cut && partOf(cut, options, "first", (message) => fitsIn([...kept.flat(), message], options));
  if (part) kept.push([part]);
  return endedOn(kept, options).flat();
}

/** Without what stands behind the last one that may be the last. */
function endedOn(units: readonly BaseMessage[][], { endOn }: TrimMessagesOptions): readonly BaseMessage[][] {
  return units.slice(0, units.findLastIndex((unit) => isOn(unit.at(-1)!, endOn)) + 1);
}

/** The beginning, or the end, of a message, as much as fits. Of calls and their answers there is none. */
function partOf(
  unit: readonly BaseMessage[],
  { textSplitter = lines }: TrimMessagesOptions,
  side: "first" | "last",
  fits: (message: BaseMessage) => boolean,
): BaseMessage | undefined {
  const [message] = unit;
  if (!message || unit.length > 1 || ((message as Partial<AIMessage>).tool_calls ?? []).length > 0) return undefined;
  const { content } = message;
  const pieces: readonly unknown[] = typeof content === "string" ? textSplitter(content) : content;
  const part = (dropped: number) => {
    const left = side === "last" ? pieces.slice(dropped) : pieces.slice(0, pieces.length - dropped);
    return withContent(message, (typeof content === "string" ? left.join("") : left) as MessageContent);
  };
  const dropped = leastOf(pieces.length, (count) => fits(part(count)));
  return dropped === pieces.length ? undefined : part(dropped);
}

/** The least number up to `most` that is enough; `most` where none before is. Of more that are enough, all more are. */
function leastOf(most: number, isEnough: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function fitsIn(messages: readonly BaseMessage[], options: TrimMessagesOptions): boolean {
  const { maxTokens, tokenCounter = countTokensApproximately } = options;
  return tokenCounter(messages) <= maxTokens;
}

function isOn({ type }: BaseMessage, types: TrimMessagesOptions["startOn"]): boolean {
  return types === undefined || [types].flat().includes(type);
}

function withContent(message: BaseMessage, content: MessageContent): BaseMessage {
  return messageFromJSON({ ...message.toJSON(), content });
}

function lines(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

function check({ maxTokens, strategy = "last", startOn, includeSystem }: TrimMessagesOptions): void {
  if (!(maxTokens >= 0)) throw wrong(`maxTokens is a number of tokens, not ${String(maxTokens)}`);
  if (strategy !== "first" && strategy !== "last") throw wrong(`there is no strategy "${String(strategy)}"`);
  if (strategy === "first" && (startOn !== undefined || includeSystem))
    throw wrong('startOn and includeSystem are for the strategy "last": the first messages begin where they begin');
}

function wrong(what: string): RunletError {
  return new RunletError("config", `trimMessages cannot do that: ${what}.`);
}
