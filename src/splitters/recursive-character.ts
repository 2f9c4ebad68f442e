import { cut } from "./cut.ts";
import { SEPARATORS, type Language } from "./languages.ts";
import { merge, type Measured, type MergeRules } from "./merge.ts";
import { stripped, type Measure } from "./measure.ts";
import type { Piece } from "./piece.ts";
import { separate, type KeepSeparator, type Separator } from "./separate.ts";
import { TextSplitter, type TextSplitterOptions } from "./text-splitter.ts";
import { RunletError } from "../errors/error.ts";

export interface RecursiveCharacterTextSplitterOptions extends TextSplitterOptions {
  /**
   * What texts are cut at, the best first: what is too long without the first one is cut at the next one. `""` is between any two
   * characters; an `Intl.Segmenter` finds sentences or words in a language. A line end in it is any line end.
   * Default: `["\n\n", "\n", " ", ""]`.
   */
  readonly separators?: readonly Separator[] | undefined;
  /** Whether separators stay, where two pieces are cut apart: at the beginning of the second (`true` is that too), or at the end of the first. Default: true. */
  readonly keepSeparator?: boolean | "start" | "end" | undefined;
}

const PARAGRAPHS_LINES_WORDS: readonly Separator[] = ["\n\n", "\n", " ", ""];

/**
 * Cuts texts at paragraphs; those that are too long, at lines; those, at spaces; and only what is still too long, anywhere between
 * two characters. So a chunk is at most `chunkSize` long, if `""` is among the separators. Takes time that is linear in the text.
 *
 * @example
 * const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 400, chunkOverlap: 40 });
 * const chunks = splitter.splitDocuments(documents);
 * @example
 * const sentences = new Intl.Segmenter("en", { granularity: "sentence" });
 * const splitter = new RecursiveCharacterTextSplitter({ separators: ["\n\n", sentences, " ", ""] });
 */
export class RecursiveCharacterTextSplitter extends TextSplitter {
  readonly name = "RecursiveCharacterTextSplitter";
  readonly #separators: readonly Separator[];
  readonly #keep: KeepSeparator;

  /** @throws `config` for options that do not go together */
  constructor(options: RecursiveCharacterTextSplitterOptions = {}) {
    super(options);
    const { separators = PARAGRAPHS_LINES_WORDS, keepSeparator = true } = options;
    this.#separators = separators;
    this.#keep = keepSeparator === true ? "start" : keepSeparator;
  }

  /** One that cuts where a language, such as of programs, has its parts: before functions, headings, elements. */
  static fromLanguage(
    language: Language,
    options: Omit<RecursiveCharacterTextSplitterOptions, "separators"> = {},
  ): RecursiveCharacterTextSplitter {
    return new RecursiveCharacterTextSplitter({ ...options, separators: separatorsOf(language) });
  }

  protected *chunks(text: string): Iterable<Piece> {
    const measure = this.measure(text);
    yield* fitting(text, [{ start: 0, end: text.length }], measure, this.rules, (whole) =>
      recursively(text, whole, measure, this.rules, this.#separators, this.#keep),
    );
  }
}

/** The part of `text` that `piece` is, in chunks. */
export function* recursively(
  text: string,
  piece: Piece,
  measure: Measure,
  rules: MergeRules,
  separators: readonly Separator[],
  keep: KeepSeparator,
): Generator<Piece> {
  const [separator, ...finer] = separators;
  if (separator === undefined || separator === "") {
    const bare = rules.strip ? stripped(text, piece) : piece;
    const chunks = separator === "" ? cut(text, bare, measure, rules.size, rules.overlap) : [bare];
    for (const each of chunks) {
      const chunk = rules.strip ? stripped(text, each) : each;
      if (chunk.start < chunk.end) yield chunk;
    }
    return;
  }
  const pieces = separate(text, piece, separator, keep);
  if (!pieces) return yield* recursively(text, piece, measure, rules, finer, keep);
  yield* fitting(text, pieces, measure, rules, (long) => recursively(text, long, measure, rules, finer, keep));
}

/** Pieces that fit are put together; for one that is too long, `other` has what to do. */
export function* fitting(
  text: string,
  pieces: Iterable<Piece>,
  measure: Measure,
  rules: MergeRules,
  other: (long: Piece) => Iterable<Piece>,
): Generator<Piece> {
  let together: Measured[] = [];
  for (const { start, end } of pieces) {
    const length = measure.length(start, end);
    if (length <= rules.size) {
      together.push({ start, end, length });
      continue;
    }
    yield* merge(text, together, measure, rules);
    together = [];
    yield* other({ start, end });
  }
  yield* merge(text, together, measure, rules);
}

function separatorsOf(language: Language): readonly string[] {
  if (Object.hasOwn(SEPARATORS, language)) return SEPARATORS[language];
  const known = Object.keys(SEPARATORS).join(", ");
  throw new RunletError("config", `There are no separators for the language ${String(language)}, only for ${known}.`);
}
