import { RunletError } from "../errors/error.ts";
import { objectOf, STRING, type JsonSchema } from "../schema/json-schema.ts";
import { misfit, WholeTextParser } from "./whole-text.ts";

export interface RegexParserFields<K extends string> {
  /** What the text has to match; the source of an expression is one without flags. The text is searched for it. */
  readonly regex: RegExp | string;
  /** What the groups of the expression are called in the output, from the first group on. */
  readonly outputKeys: readonly K[];
  /** The key that a text goes under which does not match; the others are then empty. Without it, that is an error. */
  readonly defaultOutputKey?: K;
}

/**
 * Parts of a text, found by a regular expression: an object of its groups under the names given. A group that took no
 * part is an empty text. A text that does not match is a `parse` error, unless there is a `defaultOutputKey`.
 *
 * @example
 * const parser = new RegexParser({ regex: /Confidence: (\d+)%\s+Answer: (.*)/, outputKeys: ["confidence", "answer"] });
 * await parser.invoke("Confidence: 80%\nAnswer: yes"); // => { confidence: "80", answer: "yes" }
 */
export class RegexParser<const K extends string> extends WholeTextParser<Record<K, string>> {
  readonly name = "RegexParser";
  readonly #regex: RegExp;
  readonly #keys: readonly K[];
  readonly #defaultKey: K | undefined;

  /** @throws `config` where `defaultOutputKey` is none of the `outputKeys`, or a key has no group */
  constructor({ regex, outputKeys, defaultOutputKey }: RegexParserFields<K>) {
    super();
    // A global or sticky expression remembers where it was, which would carry over to the next run.
    const flags = typeof regex === "string" ? "" : regex.flags.replaceAll(/[gy]/gu, "");
    this.#regex = new RegExp(regex, flags);
    this.#keys = outputKeys;
    this.#defaultKey = defaultOutputKey;
    if (defaultOutputKey !== undefined && !outputKeys.includes(defaultOutputKey)) {
      throw new RunletError("config", `The defaultOutputKey "${defaultOutputKey}" is none of the outputKeys.`);
    }
    const groups = new RegExp(`${this.#regex.source}|`, flags).exec("")!.length - 1;
    if (groups < outputKeys.length) {
      throw new RunletError(
        "config",
        `There are ${outputKeys.length} outputKeys for ${groups} groups of the expression.`,
      );
    }
  }

  getFormatInstructions(): string {
    return `Answer with a text that matches this regular expression, and nothing else: ${this.#regex}`;
  }

  override "~gives"(): JsonSchema {
    return objectOf(Object.fromEntries(this.#keys.map((key) => [key, STRING])));
  }

  protected override parse(text: string): Record<K, string> {
    const match = this.#regex.exec(text);
    if (!match && this.#defaultKey === undefined) throw misfit(text, `does not match ${this.#regex}`);
    const part = (key: K, at: number) => (match ? (match[at + 1] ?? "") : key === this.#defaultKey ? text : "");
    return Object.fromEntries(this.#keys.map((key, at) => [key, part(key, at)])) as Record<K, string>;
  }
}
