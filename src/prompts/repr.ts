/**
 * `text` in quotes, as Python's `repr` writes a string: in single quotes unless only double ones save an escape, with
 * escapes for what cannot be seen (https://docs.python.org/3/library/functions.html#repr).
 */
export function repr(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  return (
    mark + text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (c) => (`'"`.includes(c) && c !== mark ? c : escape(c))) + mark
  );
}

/** `text` with everything outside ASCII as an escape: what Python's `ascii` does to a representation. */
export function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, escape);
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escape(character: string): string {
  if (/[\\'"]/.test(character)) return "\\" + character;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code <= 0xff) return SHORT[character] ?? "\\x" + hex.padStart(2, "0");
  return code <= 0xffff ? "\\u" + hex.padStart(4, "0") : "\\U" + hex.padStart(8, "0");
}
