import type { Context } from "../engine/context.ts";
import { keyed } from "../engine/keyed.ts";
import { last, type Join } from "../engine/join.ts";
import type { Each, Op, Sink } from "../engine/op.ts";
import { isRunletError, RunletError } from "../errors/error.ts";
import type { AIMessage, AIMessageChunk } from "../messages/ai.ts";
import { JsonFinder } from "../json/finder.ts";
import { messageJoin } from "../messages/gather.ts";
import { isRecord } from "../messages/record.ts";
import type { RunnableStep } from "../runs/config.ts";
import { jsonSchemaOf, type JsonSchema } from "../schema/json-schema.ts";
import type { StandardSchema } from "../schema/standard-schema.ts";
import { OutputParser } from "./output-parser.ts";
import { checkOp } from "./checked-last.ts";
import { textOf } from "./string.ts";
import { JsonOutputKeyToolsParser } from "./tools.ts";
import { valuesOf } from "./values-so-far.ts";
import { Verdict } from "./verdict-on-answer.ts";

/** Where the value stands in a model's answer, and what is given of it. */
export interface StructuredAnswerFields {
  /** In the arguments of a call of this tool. Else in the text, as JSON. */
  readonly tool?: string | undefined;
  /** What checks it. */
  readonly schema?: StandardSchema | undefined;
  /** The schema as JSON Schema. */
  readonly jsonSchema: JsonSchema;
  /** It stands under this key of an object. */
  readonly key?: string | undefined;
  /** The message is given beside it, and a failure to read it in its place. */
  readonly raw: boolean;
}

/** Reads an answer that a model was asked to give as a value of a schema, as `withStructuredOutput` asks. */
export class StructuredAnswerParser extends OutputParser<AIMessage | AIMessageChunk, unknown> {
  readonly name = "StructuredAnswerParser";
  readonly #fields: StructuredAnswerFields;

  constructor(fields: StructuredAnswerFields) {
    super();
    this.#fields = fields;
  }

  "~ops"(step: RunnableStep): readonly Op[] {
    const fields = this.#fields;
    const { tool, schema, raw } = fields;
    const found = (tool === undefined ? textJson(step) : argumentsOf(tool, step)) as readonly Each[];
    const check = schema && (checkOp(step, schema) as Each);
    const each: Each<AIMessageChunk> = {
      sees: "chunk",
      step,
      open: (out, context) => new Answer(out, context, { ...fields, found, check }),
      join: () => (raw ? RAW : last),
    };
    return [each as Each];
  }

  override "~gives"(): JsonSchema {
    const { raw, schema, jsonSchema } = this.#fields;
    return raw ? {} : schema ? jsonSchemaOf(schema, "output") : jsonSchema;
  }
}

/** The JSON value in a model's text. Not a JsonOutputParser, whose other ways to read would come along into every page. */
function textJson(step: RunnableStep): readonly Op[] {
  return [textOf(step), valuesOf(step, () => new JsonFinder({}))];
}

/** The arguments of the first call of a tool. */
function argumentsOf(tool: string, step: RunnableStep): readonly Op[] {
  return new JsonOutputKeyToolsParser({ keyName: tool, returnSingle: true })["~ops"](step);
}

/** How what is given with the message joins. */
const RAW = keyed({ keys: ["raw", "parsed"], join: (key) => (key === "raw" ? messageJoin : last) }) as Join;

/** How an answer is read: what finds the value in messages, and what checks it. */
interface Reading extends StructuredAnswerFields {
  readonly found: readonly Each[];
  readonly check: Each | undefined;
}

/** Reads one answer. */
class Answer implements Sink<AIMessageChunk> {
  private readonly out: Sink;
  private readonly context: Context;
  private readonly reading: Reading;
  private readonly verdict = new Verdict();
  /** What finds the value, in the order in which they see the answer; what it goes through; and what checks it. */
  private readonly finding: readonly Sink[];
  private readonly value: ValueIn;
  private readonly checking: Sink;
  private failed = false;

  constructor(out: Sink, context: Context, reading: Reading) {
    this.out = out;
    this.context = context;
    this.reading = reading;
    const given: Sink = reading.raw ? { push: (parsed) => out.push({ parsed }) } : out;
    this.checking = reading.check ? open(reading.check, given, context) : given;
    this.value = new ValueIn(this.checking, reading.key);
    const finding: Sink[] = [];
    for (const op of reading.found.toReversed()) finding.unshift(open(op, finding[0] ?? this.value, context));
    this.finding = finding;
  }

  push(chunk: AIMessageChunk): void {
    this.verdict.add(chunk);
    if (this.reading.raw) this.out.push({ raw: chunk });
    if (this.failed) return;
    try {
      this.finding[0]!.push(chunk);
    } catch (error) {
      this.fail(error);
    }
  }

  end(): void {
    if (this.failed) return;
    try {
      for (const sink of this.finding) sink.end?.();
      const { tool } = this.reading;
      if (this.value.missing && tool !== undefined) throw this.verdict.noCall(tool);
      this.value.end();
      if (this.reading.check) this.checking.end?.();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Where the provider says why the answer is not whole, that is why it cannot be read. */
  private fail(error: unknown): void {
    const told = isRunletError(error, "parse") ? (this.verdict.error ?? error) : error;
    if (!this.reading.raw || isRunletError(error, "config")) throw this.context.blame(told);
    this.failed = true;
    this.out.push({ parsed: null, parsingError: told });
  }
}

function open(op: Each, out: Sink, context: Context): Sink {
  return op.open(out, context) as Sink;
}

/** Passes on the value, out of the object that it stands in. */
class ValueIn implements Sink {
  /** Nothing has come. */
  missing = true;
  private readonly out: Sink;
  private readonly key: string | undefined;
  private found = false;

  constructor(out: Sink, key: string | undefined) {
    this.out = out;
    this.key = key;
  }

  push(value: unknown): void {
    const { key } = this;
    this.missing = false;
    if (key === undefined) return this.out.push(value);
    if (!isRecord(value) || !Object.hasOwn(value, key)) return;
    this.found = true;
    this.out.push(value[key]);
  }

  end(): void {
    if (this.key === undefined || this.found) return;
    throw new RunletError("parse", `The answer has no "${this.key}", under which the value was to stand.`, {
      phase: "parse",
    });
  }
}
