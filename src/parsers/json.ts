import { list, text as joinedText, type Gather, type Join } from "../engine/join.ts";
import type { Op } from "../engine/op.ts";
import type { JsonOptions } from "../json/reading.ts";
import { JsonFieldText } from "../json/field-text.ts";
import { JsonFinder } from "../json/finder.ts";
import { JsonMatches } from "../json/matches.ts";
import type { JsonPatch, JsonPatchWrite } from "../json/operation.ts";
import { JsonPatcher } from "../json/patcher.ts";
import { JsonPatches } from "../json/patches.ts";
import type { JsonPath } from "../json/place.ts";
import type { JsonValue } from "../json/value.ts";
import type { BaseMessage } from "../messages/message.ts";
import type { RunnableStep } from "../runs/config.ts";
import { OutputParser } from "./output-parser.ts";
import type { DeepPartial } from "./deep-partial.ts";
import { elementsOf } from "./json-elements.ts";
import { JsonExtract } from "./json-extract.ts";
import { pathOf, type ElementAt, type PathLike, type ValueAt } from "./json-path.ts";
import { arrayOf, jsonSchemaOf, part, STRING } from "../schema/json-schema.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { textOf } from "./string.ts";
import { valuesOf } from "./values-so-far.ts";

/**
 * The JSON value in a model's text: a stream of what it has come to, each time that it changes, and at the end the whole.
 * It may stand in a Markdown fence, or between other text: see `JsonFinder`. A chunk that was given does not change
 * later, and shares with the next what has not changed. While text comes faster than it is read, changes of a container
 * that is wide and open are merged; a model whose chunks arrive one by one shows each.
 *
 * `T` is what the model was asked for: it is not checked. Text that cannot be JSON any more, has none or ends too early
 * is a `parse` error, whose `partial` is the last chunk; nesting below `maxDepth` a `limit` error.
 *
 * @example
 * const parser = new JsonOutputParser<{ countries: { name: string }[] }>();
 * for await (const value of model.pipe(parser).stream("List three countries as JSON."))
 *   console.log(value.countries?.at(-1)?.name);
 */
export class JsonOutputParser<T = JsonValue> extends OutputParser<string | BaseMessage, T, DeepPartial<T>> {
  readonly name = "JsonOutputParser";
  readonly #options: JsonOptions;

  constructor(options: JsonOptions = {}) {
    super();
    this.#options = options;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    return [textOf(step), valuesOf(step, () => new JsonFinder(this.#options))];
  }

  /**
   * The elements of the array at `path` ("countries", "a.b", ["a", "b"]; by default the whole value is the array), each
   * once, when it is complete; `invoke` gives all of them. None is merged, however wide the array is. Where something
   * else than an array stands there, there are none.
   *
   * With a `schema` (zod, valibot, arktype, any Standard Schema) the elements are as it gives them. One that it refuses
   * is a `parse` error that says where and why (see `SchemaError`); a schema that checks asynchronously is a `config` error.
   *
   * @example
   * const countries = new JsonOutputParser<{ countries: { name: string }[] }>().elements("countries");
   * for await (const { name } of model.pipe(countries).stream("List three countries as JSON.")) console.log(name);
   */
  elements<const P extends PathLike = "">(path?: P): JsonExtract<ElementAt<T, P>[], ElementAt<T, P>>;
  elements<S>(path: PathLike, schema: StandardSchema<unknown, S>): JsonExtract<S[], S>;
  elements(path: PathLike = "", schema?: StandardSchema): JsonExtract<unknown, unknown> {
    return new JsonExtract({
      name: "JsonElements",
      options: this.#options,
      join: list,
      extract: () => new JsonMatches([...pathOf(path), "*"]),
      behind: (step) => elementsOf(step, schema),
      gives: arrayOf(schema ? part(jsonSchemaOf(schema, "output")) : {}),
    });
  }

  /**
   * The text of the first string at `path`, as it grows: pieces, each of them new; `invoke` gives the whole text. Where
   * there is no string, there is no text.
   *
   * @example
   * const title = new JsonOutputParser<{ title: string }>().field("title");
   * for await (const text of model.pipe(title).stream("An article, as JSON.")) process.stdout.write(text);
   */
  field(path: PathLike): JsonExtract<string, string> {
    const at = pathOf(path);
    return new JsonExtract({
      name: "JsonField",
      options: this.#options,
      join: joinedText as Join,
      extract: () => new JsonFieldText(at),
      gives: STRING,
    });
  }

  /**
   * The values at `path`, in which "*" is any key and any index, each once, when it is complete: pairs of where it
   * stands, as keys and indices, and the value.
   *
   * @example
   * const names = new JsonOutputParser().paths("countries.*.name");
   * await names.invoke('{"countries": [{"name": "France"}]}'); // [[["countries", 0, "name"], "France"]]
   */
  paths<const P extends PathLike>(path: P): JsonExtract<JsonPair<ValueAt<T, P>>[], JsonPair<ValueAt<T, P>>> {
    const pattern = pathOf(path);
    return new JsonExtract({
      name: "JsonPaths",
      options: this.#options,
      join: list,
      extract: () => new JsonMatches(pattern),
      gives: arrayOf({ type: "array", prefixItems: [arrayOf({}), {}] }),
    });
  }

  /**
   * How the value changes, as JSON Patch (RFC 6902): for each chunk of text that says something, the operations from
   * the value before to the value after it. Applied in order, the first of them replacing the whole, they give the
   * value, which is what `invoke` gives. A string that grows is replaced by a longer one. No change is merged, however
   * wide the value is; only a number of more than 1,024 digits is said when it is complete.
   *
   * @example
   * for await (const patch of model.pipe(new JsonOutputParser().diff()).stream("List three countries as JSON."))
   *   socket.send(JSON.stringify(patch)); // [{ "op": "add", "path": "/countries/0/name", "value": "Fr" }]
   */
  diff(): JsonExtract<T, JsonPatch<JsonPatchWrite>> {
    return new JsonExtract({
      name: "JsonDiff",
      options: this.#options,
      join: patched,
      extract: () => new JsonPatches(),
    });
  }
}

/** Where a value stands, as keys and indices, and the value. */
export type JsonPair<V> = readonly [path: JsonPath, value: V];

const patched: Join = { gather: () => new Patched() as Gather };

class Patched implements Gather<JsonPatch> {
  readonly cut = false;
  empty = true;
  private readonly patcher = new JsonPatcher();

  add(patch: JsonPatch): void {
    this.empty = false;
    this.patcher.apply(patch);
  }

  value(): unknown {
    return this.patcher.value();
  }
}
