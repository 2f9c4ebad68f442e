/** Prints figures as they come, each with its target beside it, and counts those that miss it. */
export class Report {
  #missed = [];
  #met = 0;

  section(title, note) {
    console.log(`\n${title}`);
    if (note) console.log(`  ${note}`);
  }

  /** `atMost` is the target; a figure without one is information. `aside` is printed behind it. */
  figure(name, value, { unit = "", digits = 2, atMost, aside = "" } = {}) {
    const shown = `${value.toFixed(digits)}${unit}`;
    const verdict = atMost === undefined ? "" : value <= atMost ? "PASS" : "FAIL";
    if (verdict === "PASS") this.#met++;
    if (verdict === "FAIL") this.#missed.push(name);
    const target = atMost === undefined ? "" : `≤ ${atMost}${unit}`;
    console.log(
      `  ${name.padEnd(52)}${shown.padStart(12)}  ${target.padEnd(12)}${verdict.padEnd(6)}${aside}`.trimEnd(),
    );
  }

  /** Says how it went, and gives the exit code. */
  end() {
    console.log(`\n${this.#met} of ${this.#met + this.#missed.length} targets met.`);
    for (const name of this.#missed) console.log(`FAIL  ${name}`);
    return this.#missed.length > 0 ? 1 : 0;
  }
}
