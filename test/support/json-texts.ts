/** Numbers from 0 to below 1, the same ones for the same seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(list: readonly T[], next: () => number): T {
  return list[Math.floor(next() * list.length)]!;
}

const NAMES = ["a", "b", "name", "1", "0", "42", "-1", "4294967295", "", "__proto__", "constructor", "toString", "é"];
const PIECES = ["x", "Fr", "```", " ", "\\n", '\\"', "\\\\", "\\/", "\\u0041", "\\ud83d\\ude00", "\\ud83d", "\\uDE00"];
const MORE_PIECES = ["😀", "\ud83d", "\ude00", "{", "]", "\u2028", "\u007f", "ünï"];
const NUMBERS = ["0", "-0", "7", "-12", "67413000", "1.5", "0.1", "-0.0", "1e3", "1E+2", "2.5e-7", "1e400", "-1e400"];
const MORE_NUMBERS = [
  "1e-400",
  "123456789012345678901234567890",
  "5e-324",
  "9007199254740993",
  "1.7976931348623157e308",
];
const SPACES = ["", "", "", "", " ", "\n  ", "\t", "\r\n"];

/** A random JSON text. Without `repeats`, no object has a key twice. */
export function jsonText(next: () => number, repeats = true, depth = 4): string {
  const space = () => oneOf(SPACES, next);
  const string = (): string => {
    let text = "";
    while (next() < 0.6) text += oneOf(next() < 0.6 ? PIECES : MORE_PIECES, next);
    return `"${text}"`;
  };
  const value = (left: number): string => {
    const kind = next();
    if (left > 0 && kind < 0.3) {
      const items: string[] = [];
      while (next() < 0.7) items.push(space() + value(left - 1) + space());
      return `[${items.join(",") || space()}]`;
    }
    if (left > 0 && kind < 0.6) {
      const members: string[] = [];
      const used = new Set<string>();
      while (next() < 0.7) {
        const key = next() < 0.7 ? JSON.stringify(oneOf(NAMES, next)) : string();
        if (!repeats && used.has(JSON.parse(key))) continue;
        used.add(JSON.parse(key));
        members.push(`${space()}${key}${space()}:${space()}${value(left - 1)}${space()}`);
      }
      return `{${members.join(",") || space()}}`;
    }
    if (kind < 0.8) return string();
    if (kind < 0.92) return oneOf(next() < 0.7 ? NUMBERS : MORE_NUMBERS, next);
    return oneOf(["true", "false", "null"], next);
  };
  return space() + value(depth) + space();
}

/** The text with a few units added, left out or replaced. */
export function damaged(text: string, next: () => number): string {
  let result = text;
  for (let times = 1 + Math.floor(next() * 3); times > 0; times--) {
    const at = Math.floor(next() * (result.length + 1));
    const cut = next() < 0.6 ? at + Math.floor(next() * 3) : at;
    const added = next() < 0.6 ? oneOf(Array.from('{}[]",:0-.e+1tfnu\\ \n\u0000x\ud83d'), next) : "";
    result = result.slice(0, at) + added + result.slice(cut);
  }
  return result;
}

/** The text in random pieces, of which some are empty. */
export function randomCuts(text: string, next: () => number): string[] {
  const widest = 1 + Math.floor(next() * 12);
  const pieces: string[] = [];
  for (let i = 0; i < text.length;) {
    const end = i + Math.floor(next() * (widest + 1));
    pieces.push(text.slice(i, end));
    i = end;
  }
  return pieces;
}

export function inPiecesOf(width: number, text: string): string[] {
  const pieces: string[] = [];
  for (let i = 0; i < text.length; i += width) pieces.push(text.slice(i, i + width));
  return pieces;
}
