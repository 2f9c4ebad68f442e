import type { MessageLike } from "../messages/coerce.ts";
import type { BaseMessage } from "../messages/message.ts";

/** What a user says in one turn. An array is a list of messages, of which a string is a human one. */
export type Said = string | BaseMessage | readonly MessageLike[];

/**
 * What a runnable that takes `In` is to be given when its messages so far, under the key `History` or else in front of
 * what is said now, come from a history.
 */
export type TurnInput<In, Input extends string, History extends string> = [History] extends [never]
  ? [Input] extends [never]
    ? readonly BaseMessage[] extends In
      ? Said
      : "The runnable takes no list of messages: inputMessagesKey, historyMessagesKey or both say where they are"
    : Without<In, Input> & { readonly [K in Input]: Said }
  : Without<In, History>;

/** Of each member: an input may be a union. */
type Without<In, Key extends string> = In extends unknown ? { [K in keyof In as Exclude<K, Key>]: In[K] } : never;
