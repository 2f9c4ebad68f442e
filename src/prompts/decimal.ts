/** Significant decimal digits: the first one stands for `digit × 10^exponent`. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/**
 * |x| × 10^places as a whole number, exact, ties to the even one. `toFixed` and `toExponential` round ties up
 * (0.125 to "0.13" where Python writes "0.12") and stop at 100 places.
 */
function scaled(x: number, places: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & ((1n << 52n) - 1n)) | (biased === 0 ? 0n : 1n << 52n);
  const power = Math.max(biased, 1) - 1075;
  const above = (mantissa << BigInt(Math.max(power, 0))) * 10n ** BigInt(Math.max(places, 0));
  const below = (10n ** BigInt(Math.max(-places, 0))) << BigInt(Math.max(-power, 0));
  const whole = above / below;
  const twice = (above % below) * 2n;
  return twice > below || (twice === below && whole % 2n === 1n) ? whole + 1n : whole;
}

/** |x| with `places` digits behind the point: the digits before it and those behind it. */
export function fixed(x: number, places: number): [whole: string, fraction: string] {
  const digits = scaled(x, places)
    .toString()
    .padStart(places + 1, "0");
  return [digits.slice(0, digits.length - places), digits.slice(digits.length - places)];
}

/** |x| to `count` significant digits. */
export function significant(x: number, count: number): Decimal {
  if (x === 0) return { digits: "0".repeat(count), exponent: 0 };
  let { exponent } = shortest(x);
  // The exponent can be off by one: 9.96 to two digits is 10, and the shortest form of a number may be rounded up too.
  for (;;) {
    const digits = scaled(x, count - 1 - exponent).toString();
    if (digits.length === count) return { digits, exponent };
    exponent += digits.length > count ? 1 : -1;
  }
}

/** |x| in as few digits as tell it from every other number. */
export function shortest(x: number): Decimal {
  const [digits, exponent] = Math.abs(x).toExponential().split("e");
  return { digits: digits!.replace(".", ""), exponent: Number(exponent) };
}
