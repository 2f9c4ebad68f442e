import type { BaseMessage } from "../messages/message.ts";
import type { MessageContent } from "../messages/content.ts";
import { chooseFormat, type TemplateOptions } from "./choose-format.ts";
import { compileContent, type ContentTemplate } from "./content-template.ts";
import { readValues } from "./values.ts";

/** Makes messages of values: a part of a chat prompt. */
export interface MessageTemplate<in In = never> {
  /** Names of the variables that have to be given. */
  readonly inputVariables: readonly string[];
  formatMessages(values: In): BaseMessage[];
}

/** Whether `part` can make messages: by what it can do, since it may come from another copy of this package. */
export function isMessageTemplate(part: unknown): part is MessageTemplate {
  return typeof part === "object" && part !== null && typeof (part as MessageTemplate).formatMessages === "function";
}

/** A template of one message: its content has variables, its role is fixed. */
export abstract class RoleTemplate<in In, out Message extends BaseMessage> implements MessageTemplate<In> {
  readonly inputVariables: readonly string[];
  readonly #content: ContentTemplate;

  /** @throws {RunletError} `config` where a text of `content` is not well-formed */
  constructor(content: MessageContent, options: TemplateOptions = {}) {
    this.#content = compileContent(content, chooseFormat(options.templateFormat));
    this.inputVariables = this.#content.variables;
  }

  /** Who speaks. */
  abstract readonly role: string;

  protected abstract make(content: MessageContent): Message;

  /**
   * The message for these values.
   *
   * @throws {RunletError} `config` where a value is missing or cannot be printed
   */
  format(values: In): Message {
    const read = readValues(values, `The template of a ${this.role} message`, this.inputVariables);
    return this.make(this.#content.render(read));
  }

  formatMessages(values: In): BaseMessage[] {
    return [this.format(values)];
  }
}
