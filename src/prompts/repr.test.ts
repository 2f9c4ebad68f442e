import { expect, test } from "vitest";
import { ascii, repr } from "./repr.ts";

// What Python 3.11 gives for repr(text) and ascii(text).
const PYTHON: readonly (readonly [text: string, repr: string, ascii: string])[] = [
  ["", "''", "''"],
  ["a", "'a'", "'a'"],
  ["it's", '"it\'s"', '"it\'s"'],
  ['say "hi"', "'say \"hi\"'", "'say \"hi\"'"],
  ['it\'s "x"', "'it\\'s \"x\"'", "'it\\'s \"x\"'"],
  ["\n\t\r\\", "'\\n\\t\\r\\\\'", "'\\n\\t\\r\\\\'"],
  ["\u0000\u007f\u0080\u00a0\u00ad", "'\\x00\\x7f\\x80\\xa0\\xad'", "'\\x00\\x7f\\x80\\xa0\\xad'"],
  ["\u00e9\u53d8\ud83d\ude42", "'\u00e9\u53d8\ud83d\ude42'", "'\\xe9\\u53d8\\U0001f642'"],
  ["\u200b\u2028 x", "'\\u200b\\u2028 x'", "'\\u200b\\u2028 x'"],
  ["\ufeff", "'\\ufeff'", "'\\ufeff'"],
  ["\udb40\udc01", "'\\U000e0001'", "'\\U000e0001'"],
  ["a b", "'a b'", "'a b'"],
];

test.each(PYTHON)("%j is represented as Python does", (text, represented, inAscii) => {
  expect(repr(text)).toBe(represented);
  expect(ascii(repr(text))).toBe(inAscii);
});
