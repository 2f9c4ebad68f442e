import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { PartialArgs } from "./partial-args.ts";
import type { GeminiFunctionCall } from "./wire.ts";

/** The calls of one answer: they come whole, or one after the other in pieces, of which the first alone has the name. */
export class Calls {
  private count = 0;
  private args: PartialArgs | undefined = undefined;
  /** The id of the last call. */
  id = "";

  /** @param answerId what the ids begin with that the service leaves to us */
  read(call: GeminiFunctionCall, answerId: string, pieces: ToolCallChunk[]): void {
    const { name, args, partialArgs, willContinue } = call;
    if (typeof name === "string" && name !== "") {
      this.close(pieces);
      const index = this.count++;
      this.id = typeof call.id === "string" && call.id !== "" ? call.id : `${answerId}-${index}`;
      const whole = (typeof args === "object" && args !== null) || !(willContinue === true || partialArgs);
      if (!whole) this.args = new PartialArgs();
      const text = whole ? JSON.stringify(args ?? {}) : "{";
      pieces.push({ type: "tool_call_chunk", index, id: this.id, name, args: text });
    }
    if (!this.args) return;
    if (Array.isArray(partialArgs)) {
      const values = partialArgs.filter((arg) => typeof arg === "object" && arg !== null);
      this.add(values.map((arg) => this.args!.add(arg)).join(""), pieces);
    }
    if (willContinue !== true) this.close(pieces);
  }

  /** No more of the call comes: not every answer says so by itself. */
  close(pieces: ToolCallChunk[]): void {
    if (this.args) this.add(this.args.end(), pieces);
    this.args = undefined;
  }

  private add(args: string, pieces: ToolCallChunk[]): void {
    if (args !== "") pieces.push({ type: "tool_call_chunk", index: this.count - 1, args });
  }
}
