import { list } from "../engine/join.ts";
import type { Each, Sink } from "../engine/op.ts";
import type { Step } from "../engine/step.ts";
import type { ServerSentEvent } from "./sse.ts";

/**
 * Text in, its lines out, each as the data of an event: `application/x-ndjson`, one JSON text a line. Empty lines are
 * nothing. A last line without its line end is handed on as not complete: it may be cut off anywhere.
 */
export function jsonLines(step: Step): Each<string, ServerSentEvent> {
  return { sees: "chunk", step, spreads: true, open: (out) => new Lines(out), join: () => list };
}

class Lines implements Sink<string> {
  private readonly out: Sink<ServerSentEvent>;
  /** The beginning of a line, in the pieces that came: gluing them at each would be quadratic in a long line. */
  private held: string[] = [];

  constructor(out: Sink<ServerSentEvent>) {
    this.out = out;
  }

  push(text: string): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.line(text.slice(from, at), true);
      from = at + 1;
    }
    if (from < text.length) this.held.push(text.slice(from));
  }

  end(): void {
    this.line("", false);
  }

  private line(rest: string, complete: boolean): void {
    const line = this.held.length > 0 ? this.held.join("") + rest : rest;
    this.held.length = 0;
    const data = line.trim();
    if (data !== "") this.out.push({ event: "message", data, id: "", complete });
  }
}
