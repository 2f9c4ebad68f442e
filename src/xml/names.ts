/** What a name may begin with (XML 1.0, production 4), in UTF-16 units: any surrogate counts. */
const FIRST =
  ":A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\udfff\\uf900-\\ufdcf\\ufdf0-\\ufffd";
const NAME_START = new RegExp(`[${FIRST}]`);
const NAME_PART = new RegExp(`[-.\\d\\xb7\\u0300-\\u036f\\u203f\\u2040${FIRST}]*`, "y");

export function startsName(text: string, at: number): boolean {
  return NAME_START.test(text.charAt(at));
}

/** Where the part of a name that stands at `at` ends. */
export function endOfName(text: string, at: number): number {
  NAME_PART.lastIndex = at;
  NAME_PART.test(text);
  return NAME_PART.lastIndex;
}

export function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}
