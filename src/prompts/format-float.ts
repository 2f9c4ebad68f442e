import { fixed, shortest, significant, type Decimal } from "./decimal.ts";

/** What of a format specification a float's digits depend on. */
export interface FloatStyle {
  readonly type: string | undefined;
  readonly precision: number | undefined;
  readonly alternate: boolean;
}

/** The text of a number without its sign: the digits before the point, and everything behind them. */
export interface FloatText {
  readonly whole: string;
  readonly rest: string;
}

/** |x| as Python writes it for the types f, F, e, E, g, G, n, % and for none. */
export function formatFloat(x: number, style: FloatStyle): FloatText {
  const type = style.type ?? "";
  const percent = type === "%" ? "%" : "";
  const size = percent ? x * 100 : x;
  const text = Number.isFinite(size) ? digitsOf(size, style) : { whole: "", rest: Number.isNaN(size) ? "nan" : "inf" };
  const rest = text.rest + percent;
  return { whole: text.whole, rest: type && "EFG".includes(type) ? rest.toUpperCase() : rest };
}

function digitsOf(x: number, { type, precision, alternate }: FloatStyle): FloatText {
  switch (type?.toLowerCase()) {
    case "f":
    case "%": {
      const [whole, fraction] = fixed(x, precision ?? 6);
      return { whole, rest: point(fraction, alternate) };
    }
    case "e":
      return exponential(significant(x, (precision ?? 6) + 1), alternate);
    case undefined: {
      // Like "g", but a float shows that it is one: "3.0", and the last digit before the point counts as none behind it.
      if (precision === undefined) return general(shortest(x), 16, alternate, true);
      const count = Math.max(precision, 1);
      return general(significant(x, count), count - 1, alternate, true);
    }
    default: {
      const count = Math.max(precision ?? 6, 1);
      return general(significant(x, count), count, alternate, false);
    }
  }
}

/** Plain digits for exponents from -4 to below `limit`, else with an exponent. */
function general(number: Decimal, limit: number, alternate: boolean, pointZero: boolean): FloatText {
  const { exponent } = number;
  const digits = alternate ? number.digits : number.digits.replace(/0+$/, "") || "0";
  if (exponent < -4 || exponent >= limit) return exponential({ digits, exponent }, alternate);
  if (exponent < 0) return { whole: "0", rest: point("0".repeat(-exponent - 1) + digits, alternate) };
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return { whole, rest: point(digits.slice(exponent + 1) || (pointZero ? "0" : ""), alternate) };
}

function exponential({ digits, exponent }: Decimal, alternate: boolean): FloatText {
  const power = Math.abs(exponent).toString().padStart(2, "0");
  return { whole: digits[0]!, rest: `${point(digits.slice(1), alternate)}e${exponent < 0 ? "-" : "+"}${power}` };
}

/** Digits behind a point; a point alone only where the alternate form asks for it. */
function point(fraction: string, alternate: boolean): string {
  return fraction || alternate ? "." + fraction : "";
}
