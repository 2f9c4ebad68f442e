/** How many cases are tried: few by default, so that the tests stay quick; more where `CI` is set; all with LONG=1. */
export function cases(few: number, more: number, all: number): number {
  if (process.env["LONG"]) return all;
  return process.env["CI"] ? more : few;
}

/** How many random cases are tried: that many with LONG=1, a third of them where `CI` is set, else a tenth. */
export function runs(many: number): number {
  return cases(Math.ceil(many / 10), Math.ceil(many / 3), many);
}
