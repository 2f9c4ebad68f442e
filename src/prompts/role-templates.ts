import { AIMessage } from "../messages/ai.ts";
import { ChatMessage } from "../messages/chat.ts";
import type { MessageContent } from "../messages/content.ts";
import { HumanMessage } from "../messages/human.ts";
import { SystemMessage } from "../messages/system.ts";
import type { TemplateOptions } from "./choose-format.ts";
import type { ContentTakes } from "./content-template.ts";
import type { InputOfAll } from "./input.ts";
import { RoleTemplate } from "./message-template.ts";

/** What a template of a message with this content takes. */
type InputOfContent<C extends MessageContent, Format extends string> = InputOfAll<ContentTakes<C, Format>>;

/**
 * A message of a person, with variables in its text or in its blocks.
 *
 * @example
 * HumanMessagePromptTemplate.fromTemplate([
 *   { type: "text", text: "What is {thing}?" },
 *   { type: "image", url: "{address}" },
 * ]);
 */
export class HumanMessagePromptTemplate<in In = Record<string, unknown>> extends RoleTemplate<In, HumanMessage> {
  readonly role = "human";

  static fromTemplate<const C extends MessageContent, Format extends string = "f-string">(
    content: C,
    options?: TemplateOptions<Format>,
  ): HumanMessagePromptTemplate<InputOfContent<C, Format>> {
    return new HumanMessagePromptTemplate(content, options);
  }

  protected override make(content: MessageContent): HumanMessage {
    return new HumanMessage({ content });
  }
}

/** Instructions for the model, with variables in them. */
export class SystemMessagePromptTemplate<in In = Record<string, unknown>> extends RoleTemplate<In, SystemMessage> {
  readonly role = "system";

  static fromTemplate<const C extends MessageContent, Format extends string = "f-string">(
    content: C,
    options?: TemplateOptions<Format>,
  ): SystemMessagePromptTemplate<InputOfContent<C, Format>> {
    return new SystemMessagePromptTemplate(content, options);
  }

  protected override make(content: MessageContent): SystemMessage {
    return new SystemMessage({ content });
  }
}

/** A message of the model, with variables in it: what it is to have said. */
export class AIMessagePromptTemplate<in In = Record<string, unknown>> extends RoleTemplate<In, AIMessage> {
  readonly role = "ai";

  static fromTemplate<const C extends MessageContent, Format extends string = "f-string">(
    content: C,
    options?: TemplateOptions<Format>,
  ): AIMessagePromptTemplate<InputOfContent<C, Format>> {
    return new AIMessagePromptTemplate(content, options);
  }

  protected override make(content: MessageContent): AIMessage {
    return new AIMessage({ content });
  }
}

/** A message in a role by the provider's name for it, with variables in it. */
export class ChatMessagePromptTemplate<in In = Record<string, unknown>> extends RoleTemplate<In, ChatMessage> {
  readonly role: string;

  constructor(content: MessageContent, role: string, options?: TemplateOptions) {
    super(content, options);
    this.role = role;
  }

  static fromTemplate<const C extends MessageContent, Format extends string = "f-string">(
    content: C,
    role: string,
    options?: TemplateOptions<Format>,
  ): ChatMessagePromptTemplate<InputOfContent<C, Format>> {
    return new ChatMessagePromptTemplate(content, role, options);
  }

  protected override make(content: MessageContent): ChatMessage {
    return new ChatMessage({ content, role: this.role });
  }
}
