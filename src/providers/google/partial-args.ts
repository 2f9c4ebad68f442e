import { RunletError } from "../../errors/error.ts";
import type { GeminiPartialArg } from "./wire.ts";

/** An object or array that was begun. */
interface Container {
  /** What an object has so far; of an array, how many elements. */
  readonly keys: Set<string> | undefined;
  count: number;
  /** The one that came last. */
  key: string | number | undefined;
}

const KEY = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * Arguments of a call that come value by value, each with its place, as the text of the JSON object that they are. A value
 * goes behind those that came before: what was left is closed.
 *
 * @throws RunletError `protocol` where a value belongs into what was closed, or its place is none
 */
export class PartialArgs {
  private readonly open: Container[] = [container("")];
  /** The place of a text of which more comes. */
  private text: string | undefined = undefined;

  /** What the value adds. */
  add(arg: GeminiPartialArg): string {
    const { stringValue: piece, willContinue } = arg;
    const place = String(arg.jsonPath);
    const isText = typeof piece === "string";
    let added = "";
    if (isText && this.text === place) added = inside(piece);
    else added = this.endText() + this.begin(keysOf(place)) + valueOf(arg);
    if (isText) this.text = place;
    return isText && willContinue !== true ? added + this.endText() : added;
  }

  /** What closes the object. */
  end(): string {
    return this.endText() + this.close(0);
  }

  private endText(): string {
    if (this.text === undefined) return "";
    this.text = undefined;
    return '"';
  }

  /** Up to where the value at this place begins. */
  private begin(keys: readonly (string | number)[]): string {
    const { open } = this;
    let depth = 0;
    while (depth < keys.length - 1 && depth < open.length - 1 && open[depth]!.key === keys[depth]) depth++;
    let text = this.close(depth + 1) + member(open[depth]!, keys[depth]!);
    for (const key of keys.slice(depth + 1)) {
      const inner = container(key);
      open.push(inner);
      text += (inner.keys ? "{" : "[") + member(inner, key);
    }
    return text;
  }

  /** Closes all but this many. */
  private close(left: number): string {
    let text = "";
    while (this.open.length > left) text += this.open.pop()!.keys ? "}" : "]";
    return text;
  }
}

/** One that has such keys. */
function container(key: string | number): Container {
  return { keys: typeof key === "string" ? new Set() : undefined, count: 0, key: undefined };
}

function member(parent: Container, key: string | number): string {
  const comma = parent.count > 0 ? "," : "";
  if (parent.keys ? typeof key !== "string" || parent.keys.has(key) : key !== parent.count) throw misplaced();
  parent.keys?.add(key as string);
  parent.count++;
  parent.key = key;
  return parent.keys ? `${comma}${JSON.stringify(key)}:` : comma;
}

function keysOf(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  KEY.lastIndex = 1;
  while (KEY.lastIndex < path.length) {
    const found = KEY.exec(path);
    if (!found) throw misplaced();
    const [, plain, index, single, double] = found;
    keys.push(index === undefined ? (plain ?? (single ?? double)!.replace(/\\(.)/gs, "$1")) : Number(index));
  }
  if (!path.startsWith("$") || keys.length === 0) throw misplaced();
  return keys;
}

function valueOf({ stringValue, numberValue, boolValue }: GeminiPartialArg): string {
  if (typeof stringValue === "string") return `"${inside(stringValue)}`;
  return JSON.stringify(numberValue ?? boolValue ?? null);
}

/** A piece of a text as it stands between its quotes. Half a character is escaped, and whole again with the other half. */
function inside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function misplaced(): RunletError {
  const message =
    "Google sent a part of a tool call's arguments at a place that cannot be filled any more, or is none.";
  return new RunletError("protocol", message, { phase: "mid-stream" });
}
