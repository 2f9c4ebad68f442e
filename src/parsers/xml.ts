import type { Op } from "../engine/op.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { OutputParser } from "./output-parser.ts";
import { XmlFinder } from "../xml/finder.ts";
import type { XmlOptions } from "../xml/reading.ts";
import type { XmlValue } from "../xml/value.ts";
import { textOf } from "./string.ts";
import { valuesOf } from "./values-so-far.ts";
import type { XmlPartial } from "./xml-partial.ts";

export interface XMLOutputParserFields extends XmlOptions {
  /** The tags that a model is to use, for `getFormatInstructions`. The answer is not held to them. */
  readonly tags?: readonly string[];
}

/**
 * The first XML element in a model's text: a stream of what it has come to, each time that it changes, and at the end the
 * whole. It may stand in a Markdown fence, or between other text: see `XmlFinder`. An element is `{ tag: text }`, or, with
 * elements in it, `{ tag: [{ child: … }, …] }`; texts between these stand among them, as strings; attributes are left out,
 * unless `attributes` is "keep". Text is given as it stands, with its white space.
 *
 * A chunk that was given does not change later, and shares with the next what has not changed. An open element is the
 * empty text until something stands in it. Changes of a list that is wide and open are merged while text comes faster than
 * it is read.
 *
 * `T` is what the model was asked for: it is not checked. Text that cannot be XML any more, has none or ends too early is
 * a `parse` error, whose `partial` is the last chunk; nesting below `maxDepth` a `limit` error.
 *
 * @example
 * const parser = new XMLOutputParser<{ films: { title: string }[] }>({ tags: ["films", "title"] });
 * for await (const { films } of model.pipe(parser).stream(`List three films. ${parser.getFormatInstructions()}`))
 *   if (films) console.log(films.at(-1)?.title);
 */
export class XMLOutputParser<T = XmlValue> extends OutputParser<string | BaseMessage, T, XmlPartial<T>> {
  readonly name = "XMLOutputParser";
  readonly #fields: XMLOutputParserFields;

  constructor(fields: XMLOutputParserFields = {}) {
    super();
    this.#fields = fields;
  }

  /** What to tell a model, so that it answers with XML. */
  getFormatInstructions(): string {
    const { tags = [] } = this.#fields;
    const named =
      tags.length === 0
        ? "Choose tags that say what they hold."
        : `Use these tags: ${tags.map((tag) => `<${tag}>`).join(", ")}.`;
    return `Answer with one XML element, in which all else stands, and nothing outside it. ${named} Close every tag that you open, innermost first. In text write &lt; for < and &amp; for &.`;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return [textOf(step), valuesOf(step, () => new XmlFinder(this.#fields))];
  }
}
