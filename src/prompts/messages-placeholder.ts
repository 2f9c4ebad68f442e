import { RunletError } from "../errors/error.ts";
import { coerceMessage, type MessageLike } from "../messages/coerce.ts";
import type { BaseMessage } from "../messages/message.ts";
import { own } from "../messages/record.ts";
import { mapEach } from "./map-each.ts";
import type { MessageTemplate } from "./message-template.ts";
import { quote } from "./quote.ts";
import { kind } from "./values.ts";

/** An object with the list of messages that a placeholder stands for. */
export type PlaceholderInput<Name extends string, Optional extends boolean = false> = Optional extends true
  ? { [K in Name]?: readonly MessageLike[] }
  : { [K in Name]: readonly MessageLike[] };

export interface MessagesPlaceholderFields<Name extends string = string, Optional extends boolean = boolean> {
  readonly variableName: Name;
  /** Whether the list may be missing, which is the same as empty. Default: false. */
  readonly optional?: Optional | undefined;
}

/**
 * A place in a chat prompt for a list of messages: a conversation so far, the steps of an agent.
 *
 * @example
 * const prompt = ChatPromptTemplate.fromMessages([new MessagesPlaceholder("history"), "{question}"]);
 * prompt.invoke({ history: [["human", "Hi"], ["ai", "Hello!"]], question: "Who am I?" });
 */
export class MessagesPlaceholder<
  const Name extends string = string,
  const Optional extends boolean = false,
> implements MessageTemplate<PlaceholderInput<Name, Optional>> {
  readonly variableName: Name;
  readonly optional: boolean;

  constructor(variable: Name | MessagesPlaceholderFields<Name, Optional>) {
    const { variableName, optional = false } = typeof variable === "string" ? { variableName: variable } : variable;
    if (typeof variableName !== "string" || variableName === "")
      throw new RunletError("config", "A MessagesPlaceholder needs the name of a variable.");
    this.variableName = variableName;
    this.optional = optional;
  }

  get inputVariables(): readonly string[] {
    return this.optional ? [] : [this.variableName];
  }

  /**
   * The messages of its list.
   *
   * @throws {RunletError} `config` where there is no list, or something in it cannot stand for a message
   */
  formatMessages(values: PlaceholderInput<Name, Optional>): BaseMessage[] {
    const list = own(values, this.variableName);
    if (this.optional && (list === undefined || list === null)) return [];
    const placeholder = `placeholder ${quote(this.variableName)}`;
    if (Array.isArray(list))
      return mapEach(list as MessageLike[], coerceMessage, (_, place) => `Message ${place} for the ${placeholder}`);
    const needs = `The ${placeholder} needs a list of messages`;
    const names = Object.keys(values).map((name) => quote(name, 40));
    throw new RunletError(
      "config",
      list === undefined
        ? `${needs}; given: ${names.join(", ") || "nothing"}.`
        : `${needs}, and was given ${kind(list)}.`,
    );
  }
}
