import type { BaseMessage } from "../messages/message.ts";
import { ChatPromptValue } from "../messages/prompt-value.ts";
import { BasePromptTemplate } from "./base-prompt-template.ts";
import { checkExamples } from "./few-shot-prompt-template.ts";
import { mapEach } from "./map-each.ts";
import type { MessageTemplate } from "./message-template.ts";

export interface FewShotChatMessagePromptTemplateFields<Example extends object> {
  /** The values of each example. */
  readonly examples: readonly NoInfer<Example>[];
  /** The messages that show an example: a chat prompt, or the template of one message. */
  readonly examplePrompt: MessageTemplate<Example>;
}

/**
 * Examples as messages, to be put among the other messages of a chat prompt. It has no variables itself.
 *
 * @example
 * const examples = new FewShotChatMessagePromptTemplate({
 *   examples: [{ word: "happy", opposite: "sad" }],
 *   examplePrompt: ChatPromptTemplate.fromMessages([["human", "{word}"], ["ai", "{opposite}"]]),
 * });
 * const prompt = ChatPromptTemplate.fromMessages([["system", "Give the opposite."], examples, "{input}"]);
 */
export class FewShotChatMessagePromptTemplate<Example extends object = Record<string, unknown>>
  extends BasePromptTemplate<object, ChatPromptValue>
  implements MessageTemplate<object>
{
  readonly name = "FewShotChatMessagePromptTemplate";
  readonly #fields: FewShotChatMessagePromptTemplateFields<Example>;

  /** @throws {RunletError} `config` where the examples are no array */
  constructor(fields: FewShotChatMessagePromptTemplateFields<Example>) {
    checkExamples(fields.examples);
    super([], undefined);
    this.#fields = fields;
  }

  /** The same prompt: it has no variables. */
  override partial(): this {
    return this;
  }

  /** The messages of all examples. */
  formatMessages(values: object = {}): BaseMessage[] {
    return [...this.formatPromptValue(values).messages];
  }

  protected override fill(): ChatPromptValue {
    const { examples, examplePrompt } = this.#fields;
    const shown = mapEach(
      examples,
      (example) => examplePrompt.formatMessages(example),
      (_, place) => `Example ${place}`,
    );
    return new ChatPromptValue(shown.flat());
  }
}
