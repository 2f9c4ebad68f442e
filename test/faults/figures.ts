import type { Outcome } from "./run.ts";

/** What came of many runs, as lines to print. */
export class Figures {
  /** Of the runs, and of a bare fetch. */
  readonly closings: number[] = [];
  readonly floor: number[] = [];
  private runs = 0;
  private finallys = 0;
  private stuck = 0;
  private readonly counts = new Map<string, Map<string, number>>();

  add(outcome: Outcome): void {
    this.runs++;
    this.finallys += outcome.finallys;
    this.stuck += outcome.stuck;
    for (const ms of outcome.closings) this.closings.push(ms);
    for (const use of new Set(outcome.uses)) this.count("programs with", use);
    this.count("read by", outcome.way);
    this.count("ended by", outcome.ending);
    this.count("faults", outcome.fault);
    this.count("results", outcome.result);
  }

  lines(): string[] {
    const tables = Array.from(this.counts, ([what, counts]) => {
      const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
      return `${what}: ${sorted.map(([name, count]) => `${name} ${count}`).join(", ")}`;
    });
    return [
      `runs: ${this.runs}`,
      ...tables,
      `closed after the end of the consumer's loop: ${spread(this.closings)}`,
      `closed after the abort of a bare fetch: ${spread(this.floor)}`,
      `finally blocks run once: ${this.finallys}; left in a step that is stuck: ${this.stuck}`,
    ];
  }

  private count(what: string, name: string): void {
    const counts = this.counts.get(what) ?? new Map<string, number>();
    this.counts.set(what, counts.set(name, (counts.get(name) ?? 0) + 1));
  }
}

/** The longest of the shortest `part` of the times. */
export function longest(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

function spread(times: readonly number[]): string {
  const [p50, p99, max] = [0.5, 0.99, 1].map((part) => `${longest(times, part).toFixed(1)} ms`);
  return `${times.length} connections, p50 ${p50}, p99 ${p99}, max ${max}`;
}
