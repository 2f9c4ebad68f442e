import { StringPromptValue } from "../messages/prompt-value.ts";
import { BasePromptTemplate } from "./base-prompt-template.ts";
import { chooseFormat, compileText, type TemplateOptions } from "./choose-format.ts";
import type { CompiledTemplate } from "./format.ts";
import type { InputOfText, NameOf, Without } from "./input.ts";
import type { Values } from "./values.ts";

export interface PromptTemplateFields extends TemplateOptions {
  readonly template: string;
  /** Values given beforehand, or functions that are called for them. */
  readonly partialVariables?: Values | undefined;
}

/**
 * A prompt that is text with variables in it. It gives a {@link StringPromptValue}, which any model takes.
 *
 * `In` is the object of its variables. `fromTemplate` reads it from the text; `new` takes it from you.
 *
 * @example
 * const prompt = PromptTemplate.fromTemplate("tell me a joke about {topic}");
 * prompt.inputVariables              // => ["topic"]
 * prompt.format({ topic: "parrots" }) // => "tell me a joke about parrots"
 * const chain = prompt.pipe(model).pipe(new StringOutputParser());
 */
export class PromptTemplate<in In = Record<string, unknown>> extends BasePromptTemplate<In, StringPromptValue> {
  readonly name = "PromptTemplate";
  readonly #fields: PromptTemplateFields;
  readonly #template: CompiledTemplate;

  /** @throws {RunletError} `config` where the template is not well-formed */
  constructor(fields: PromptTemplateFields) {
    const template = compileText(fields.template, chooseFormat(fields.templateFormat));
    super(template.variables, fields.partialVariables);
    this.#fields = fields;
    this.#template = template;
  }

  /**
   * A prompt of this text: `{name}` is a variable, `{{` and `}}` are literal braces, unless another format is chosen.
   *
   * @throws {RunletError} `config` where the text is not well-formed
   */
  static fromTemplate<S extends string, Format extends string = "f-string">(
    text: S,
    options: TemplateOptions<Format> = {},
  ): PromptTemplate<InputOfText<S, Format>> {
    return new PromptTemplate({ ...options, template: text });
  }

  /** The template's text, as it was written. */
  get template(): string {
    return this.#fields.template;
  }

  override partial<K extends NameOf<In>>(values: { readonly [Name in K]: unknown }): PromptTemplate<Without<In, K>> {
    return new PromptTemplate({ ...this.#fields, partialVariables: this.partialsWith(values) });
  }

  /** The text for these values. */
  format(values: In): string {
    return this.formatPromptValue(values).value;
  }

  protected override fill(values: Values): StringPromptValue {
    return new StringPromptValue(this.#template.render(values));
  }
}
