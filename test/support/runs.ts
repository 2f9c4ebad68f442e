/** How many random cases are tried: that many with LONG=1, else a third of them. */
export function runs(many: number): number {
  return process.env["LONG"] ? many : Math.ceil(many / 3);
}
