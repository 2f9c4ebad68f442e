import { RunletError } from "../errors/error.ts";
import { isBaseMessage } from "../messages/guards.ts";
import type { BaseMessage } from "../messages/message.ts";
import { ChatPromptValue } from "../messages/prompt-value.ts";
import { BasePromptTemplate } from "./base-prompt-template.ts";
import { coercePart, roleOf, type ChatPromptPart, type InputOfParts } from "./chat-parts.ts";
import { both, arrayOf, objectOf, type JsonSchema } from "../schema/json-schema.ts";
import type { TemplateOptions } from "./choose-format.ts";
import type { InputOfText, NameOf, Without } from "./input.ts";
import { mapEach } from "./map-each.ts";
import type { MessageTemplate } from "./message-template.ts";
import { MessagesPlaceholder } from "./messages-placeholder.ts";
import { kind, type Values } from "./values.ts";

export interface ChatPromptTemplateFields {
  readonly promptMessages: readonly (BaseMessage | MessageTemplate)[];
  /** Values given beforehand, or functions that are called for them. */
  readonly partialVariables?: Values | undefined;
}

/**
 * A prompt that is a list of messages with variables in them. It gives a {@link ChatPromptValue}, which any model takes.
 *
 * `In` is the object of its variables. `fromTemplate` and `fromMessages` read it from the texts; `new` takes it from you.
 *
 * @example
 * const prompt = ChatPromptTemplate.fromMessages([
 *   ["system", "You are {character}."],
 *   new MessagesPlaceholder("history"),
 *   "{question}",
 * ]);
 * prompt.inputVariables // => ["character", "history", "question"]
 * const chain = prompt.pipe(model).pipe(new StringOutputParser());
 * await chain.invoke({ character: "a parrot", history: [], question: "Who are you?" });
 */
export class ChatPromptTemplate<in In = Record<string, unknown>>
  extends BasePromptTemplate<In, ChatPromptValue>
  implements MessageTemplate<In>
{
  readonly name = "ChatPromptTemplate";
  /** What makes its messages, in their order. */
  readonly promptMessages: readonly (BaseMessage | MessageTemplate)[];

  constructor(fields: ChatPromptTemplateFields) {
    const variables = fields.promptMessages.flatMap((part) => (isBaseMessage(part) ? [] : part.inputVariables));
    super(variables, fields.partialVariables);
    this.promptMessages = [...fields.promptMessages];
  }

  /**
   * A prompt of one human message of this text: `{name}` is a variable, `{{` and `}}` are literal braces, unless another
   * format is chosen.
   *
   * @throws {RunletError} `config` where the text is not well-formed
   */
  static fromTemplate<S extends string, Format extends string = "f-string">(
    text: S,
    options: TemplateOptions<Format> = {},
  ): ChatPromptTemplate<InputOfText<S, Format>> {
    return new ChatPromptTemplate({ promptMessages: [coercePart(text, options)] });
  }

  /**
   * A prompt of these messages, of one or of several each: see {@link ChatPromptPart}.
   *
   * @throws {RunletError} `config` where a text is not well-formed, or something is none of these
   */
  static fromMessages<const Parts extends readonly ChatPromptPart[], Format extends string = "f-string">(
    messages: Parts,
    options: TemplateOptions<Format> = {},
  ): ChatPromptTemplate<InputOfParts<Parts, Format>> {
    if (!Array.isArray(messages))
      throw new RunletError(
        "config",
        `ChatPromptTemplate.fromMessages takes an array, and was given ${kind(messages)}.`,
      );
    return new ChatPromptTemplate({ promptMessages: eachPart(messages, (part) => coercePart(part, options)) });
  }

  override partial<K extends NameOf<In>>(values: { readonly [Name in K]: unknown }): ChatPromptTemplate<
    Without<In, K>
  > {
    const { promptMessages } = this;
    return new ChatPromptTemplate({ promptMessages, partialVariables: this.partialsWith(values) });
  }

  /** The messages for these values. */
  formatMessages(values: In): BaseMessage[] {
    return [...this.formatPromptValue(values).messages];
  }

  /** The messages for these values as text, one line each: who speaks, and what. */
  format(values: In): string {
    return this.formatPromptValue(values).toString();
  }

  /** A placeholder takes a list, and an optional one is no input variable. */
  override "~takes"(): JsonSchema {
    const lists = this.promptMessages.filter((part) => part instanceof MessagesPlaceholder);
    return lists.reduce(
      (taken, { variableName }) => both(taken, objectOf({ [variableName]: arrayOf({}) }, [])),
      super["~takes"](),
    );
  }

  protected override fill(values: Values): ChatPromptValue {
    const made = eachPart(this.promptMessages, (part) =>
      isBaseMessage(part) ? [part] : (part as MessageTemplate<Values>).formatMessages(values),
    );
    return new ChatPromptValue(made.flat());
  }
}

function eachPart<P, R>(parts: readonly P[], read: (part: P) => R): R[] {
  return mapEach(parts, read, (part, place) => {
    const role = roleOf(part);
    return `Message ${place}${role === undefined ? "" : ` (${role})`}`;
  });
}
