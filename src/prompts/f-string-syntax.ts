import { RunletError } from "../errors/error.ts";
import { quote } from "./quote.ts";

/** A field of a template: `{name!conversion:spec}`. */
export interface Field {
  readonly name: string;
  /** What follows the colon; empty where nothing does. */
  readonly spec: string;
  /** The character behind the exclamation mark. */
  readonly conversion: string | undefined;
  /** Where its brace opens, in UTF-16 units. */
  readonly at: number;
}

/** Some text and the field behind it, if any. An escaped brace ends the text of a piece. */
export interface Piece {
  readonly literal: string;
  readonly field: Field | undefined;
}

/**
 * Takes apart a template in the syntax of Python's `str.format`, piece by piece as `string.Formatter().parse` does
 * (https://docs.python.org/3/library/string.html#formatstrings).
 *
 * @throws {RunletError} `config` where Python refuses it.
 */
export function parseFString(text: string): Piece[] {
  const pieces: Piece[] = [];
  const brace = /[{}]/g;
  for (let at = 0; at < text.length;) {
    brace.lastIndex = at;
    const found = brace.exec(text);
    if (found === null) {
      pieces.push({ literal: text.slice(at), field: undefined });
      break;
    }
    const open = found.index;
    if (text[open + 1] === found[0]) {
      pieces.push({ literal: text.slice(at, open + 1), field: undefined });
      at = open + 2;
    } else if (found[0] === "}" || open + 1 === text.length) {
      throw malformed(text, open, `a single "${found[0]}" (a literal brace is written twice: "${found[0].repeat(2)}")`);
    } else {
      const { field, end } = parseField(text, open);
      pieces.push({ literal: text.slice(at, open), field });
      at = end;
    }
  }
  return pieces;
}

/** The field whose brace opens at `open`, and the offset behind its closing brace. */
function parseField(text: string, open: number): { field: Field; end: number } {
  const close = endOfName(text, open);
  const name = text.slice(open + 1, close);
  if (text[close] === "}") return { field: { name, spec: "", conversion: undefined, at: open }, end: close + 1 };
  let at = close + 1;
  let conversion: string | undefined;
  if (text[close] === "!") {
    if (at === text.length) throw unclosed(text, open);
    conversion = String.fromCodePoint(text.codePointAt(at)!);
    at += conversion.length;
    if (text[at] === "}") return { field: { name, spec: "", conversion, at: open }, end: at + 1 };
    if (at < text.length && text[at] !== ":")
      throw malformed(text, at, `"}" or ":" must follow the conversion "!${conversion}"`);
    at++;
  }
  const end = endOfSpec(text, open, at);
  return { field: { name, spec: text.slice(at, end), conversion, at: open }, end: end + 1 };
}

function endOfName(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    switch (text[at]) {
      case "}":
      case ":":
      case "!":
        return at;
      case "{":
        throw malformed(text, at, `a "{" inside a field (a literal brace is written twice: "{{")`);
      case "[":
        // Python takes everything up to the bracket's end for an index, braces too.
        at = text.indexOf("]", at);
        if (at < 0) throw unclosed(text, open);
    }
  }
  throw unclosed(text, open);
}

function endOfSpec(text: string, open: number, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at;
  }
  throw unclosed(text, open);
}

function unclosed(text: string, open: number): RunletError {
  return malformed(text, open, `a "{" whose "}" is missing (a literal brace is written twice: "{{")`);
}

/** The error for a template that cannot be used, whatever the values. `at` counts UTF-16 units. */
export function malformed(text: string, at: number, problem: string): RunletError {
  return new RunletError(
    "config",
    `The prompt template ${quote(text)} is not well-formed at offset ${at}: ${problem}.`,
  );
}
