import type { MessageLike } from "./coerce.ts";
import type { BaseMessage, MessageType } from "./message.ts";
import { toMessagesOrStep, type MessagesStep } from "./messages-step.ts";

/** Which messages are kept: those that any of what is included names, or all, where nothing is; but none that is excluded. */
export interface FilterMessagesOptions {
  readonly includeTypes?: readonly MessageType[] | undefined;
  readonly excludeTypes?: readonly MessageType[] | undefined;
  readonly includeNames?: readonly string[] | undefined;
  readonly excludeNames?: readonly string[] | undefined;
  readonly includeIds?: readonly string[] | undefined;
  readonly excludeIds?: readonly string[] | undefined;
}

/**
 * The messages of these types, names or ids. Called without messages it is a step that does so.
 *
 * @example
 * const said = filterMessages(messages, { includeTypes: ["human", "ai"], excludeNames: ["example"] });
 */
export function filterMessages(messages: readonly MessageLike[], options: FilterMessagesOptions): BaseMessage[];
export function filterMessages(options: FilterMessagesOptions): MessagesStep;
export function filterMessages(...given: [readonly MessageLike[], FilterMessagesOptions] | [FilterMessagesOptions]) {
  const [messages, options] = given.length === 1 ? [undefined, given[0]] : given;
  const { includeTypes, includeNames, includeIds, excludeTypes, excludeNames, excludeIds } = options;
  const all = (includeTypes ?? includeNames ?? includeIds) === undefined;
  return toMessagesOrStep("filterMessages", messages, (list) =>
    list.filter(
      (message) =>
        !isNamed(message, excludeTypes, excludeNames, excludeIds) &&
        (all || isNamed(message, includeTypes, includeNames, includeIds)),
    ),
  );
}

function isNamed(
  { type, name, id }: BaseMessage,
  types: readonly MessageType[] = [],
  names: readonly string[] = [],
  ids: readonly string[] = [],
): boolean {
  return types.includes(type) || (name !== undefined && names.includes(name)) || (id !== undefined && ids.includes(id));
}
