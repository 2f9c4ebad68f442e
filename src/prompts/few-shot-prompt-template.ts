import { RunletError } from "../errors/error.ts";
import { StringPromptValue } from "../messages/prompt-value.ts";
import { BasePromptTemplate } from "./base-prompt-template.ts";
import { chooseFormat, compileText, type TemplateOptions } from "./choose-format.ts";
import type { CompiledTemplate } from "./format.ts";
import type { InputOfNames, NameOf, Without } from "./input.ts";
import { mapEach } from "./map-each.ts";
import type { PromptTemplate } from "./prompt-template.ts";
import { kind, type Values } from "./values.ts";
import type { Variables } from "./variables.ts";

export interface FewShotPromptTemplateFields<
  Example extends object = never,
  Prefix extends string = string,
  Suffix extends string = string,
  Format extends string = string,
> extends TemplateOptions<Format> {
  /** The values of each example. */
  readonly examples: readonly ([Example] extends [never] ? object : NoInfer<Example>)[];
  /** How an example reads. */
  readonly examplePrompt: PromptTemplate<Example>;
  /** What stands before the examples; it may have variables. */
  readonly prefix?: Prefix | undefined;
  /** What stands behind the examples; it may have variables. */
  readonly suffix?: Suffix | undefined;
  /** What stands between any two of these. Default: an empty line. */
  readonly exampleSeparator?: string | undefined;
  /** Values given beforehand, or functions that are called for them. */
  readonly partialVariables?: Values | undefined;
}

/**
 * A prompt that shows examples: a prefix, each example as `examplePrompt` has it, a suffix. An example's values are
 * text to show: braces in them mean nothing.
 *
 * `In` is the object of the variables in prefix and suffix. `from` reads it from their texts; `new` takes it from you.
 *
 * @example
 * const prompt = FewShotPromptTemplate.from({
 *   examples: [{ word: "happy", opposite: "sad" }],
 *   examplePrompt: PromptTemplate.fromTemplate("{word} -> {opposite}"),
 *   prefix: "Give the opposite.",
 *   suffix: "{input} ->",
 * });
 * prompt.format({ input: "big" }) // => "Give the opposite.\n\nhappy -> sad\n\nbig ->"
 */
export class FewShotPromptTemplate<in In = Record<string, unknown>> extends BasePromptTemplate<In, StringPromptValue> {
  readonly name = "FewShotPromptTemplate";
  readonly #fields: FewShotPromptTemplateFields;
  readonly #prefix: CompiledTemplate | undefined;
  readonly #suffix: CompiledTemplate | undefined;

  /** @throws {RunletError} `config` where prefix or suffix are not well-formed, or the examples are no array */
  constructor(fields: FewShotPromptTemplateFields) {
    checkExamples(fields.examples);
    const format = chooseFormat(fields.templateFormat);
    const [prefix, suffix] = [fields.prefix, fields.suffix].map((text) =>
      text === undefined || text === "" ? undefined : compileText(text, format),
    );
    super([...(prefix?.variables ?? []), ...(suffix?.variables ?? [])], fields.partialVariables);
    this.#fields = fields;
    this.#prefix = prefix;
    this.#suffix = suffix;
  }

  /** The same as `new`, with its input's type read from the texts of prefix and suffix. */
  static from<
    Example extends object,
    Prefix extends string = "",
    Suffix extends string = "",
    Format extends string = "f-string",
  >(
    fields: FewShotPromptTemplateFields<Example, Prefix, Suffix, Format>,
  ): FewShotPromptTemplate<InputOfNames<Variables<Prefix, Format> | Variables<Suffix, Format>, Format>> {
    return new FewShotPromptTemplate(fields as object as FewShotPromptTemplateFields);
  }

  override partial<K extends NameOf<In>>(values: { readonly [Name in K]: unknown }): FewShotPromptTemplate<
    Without<In, K>
  > {
    return new FewShotPromptTemplate({ ...this.#fields, partialVariables: this.partialsWith(values) });
  }

  /** The text for these values. */
  format(values: In): string {
    return this.formatPromptValue(values).value;
  }

  protected override fill(values: Values): StringPromptValue {
    const { examples, exampleSeparator = "\n\n" } = this.#fields;
    const examplePrompt = this.#fields.examplePrompt as PromptTemplate<object>;
    const shown = mapEach(
      examples,
      (example) => examplePrompt.format(example),
      (_, place) => `Example ${place}`,
    );
    if (this.#prefix) shown.unshift(this.#prefix.render(values));
    if (this.#suffix) shown.push(this.#suffix.render(values));
    return new StringPromptValue(shown.join(exampleSeparator));
  }
}

/** @throws {RunletError} `config` where the examples are no array */
export function checkExamples(examples: unknown): void {
  if (!Array.isArray(examples))
    throw new RunletError("config", `The examples of a prompt are an array of objects, and not ${kind(examples)}.`);
}
