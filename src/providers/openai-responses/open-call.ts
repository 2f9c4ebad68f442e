import type { ToolCallChunk } from "../../messages/tool-calls.ts";
import { CALL_ITEMS, type CallItem } from "./blocks.ts";
import { some, type Added, type OpenItem } from "./open-item.ts";
import type { ResponseEvent, ResponseItem } from "./wire.ts";

/** How a call has what its tool is given. */
interface Form {
  readonly field: string;
  /** What makes it the text of a JSON object. */
  readonly opening: string;
  readonly closing: string;
  written(delta: string): string;
}

const ARGUMENTS: Form = { field: "arguments", opening: "", closing: "", written: (delta) => delta };

/** A tool that takes text of any form has it as its argument `input`. Halves of a character come escaped, and meet again. */
const INPUT: Form = {
  field: "input",
  opening: '{"input":"',
  closing: '"}',
  written: (delta) => JSON.stringify(delta).slice(1, -1),
};

/** A call of one of the program's tools. Its `id` is what its answer names, not that of the item. */
export class OpenCall implements OpenItem {
  private readonly output: number;
  private form: Form = ARGUMENTS;
  private begun = false;
  /** Something of the arguments was. */
  private told = false;

  constructor(output: number) {
    this.output = output;
  }

  begin(item: ResponseItem): Added {
    const { type, id, call_id, name, arguments: _arguments, input: _input, status: _status, ...rest } = item;
    if (type === "custom_tool_call") this.form = INPUT;
    const text = some(item[this.form.field]) ?? "";
    this.begun = true;
    this.told = text !== "";
    const callId = some(call_id) ?? some(id);
    const toolName = some(name);
    const call: ToolCallChunk = {
      type: "tool_call_chunk",
      index: this.output,
      ...(callId && { id: callId }),
      ...(toolName && { name: toolName }),
      args: this.form.opening + this.form.written(text),
    };
    const kept: CallItem = {
      output_index: this.output,
      ...(type !== undefined && type !== "function_call" && { type }),
      ...(some(id) && { id }),
      ...rest,
    };
    return { call, ...(callId && { kwargs: { [CALL_ITEMS]: { [callId]: kept } } }) };
  }

  more(_type: string, { delta }: ResponseEvent): Added | undefined {
    const text = some(delta);
    if (text === undefined || !this.begun) return undefined;
    this.told = true;
    return this.add(this.form.written(text));
  }

  whole(item: ResponseItem): Added | undefined {
    if (!this.begun) {
      const { call, kwargs } = this.begin(item);
      return { call: { ...call!, args: call!.args! + this.form.closing }, ...(kwargs && { kwargs }) };
    }
    const { field, closing, written } = this.form;
    const args = (this.told ? "" : written(some(item[field]) ?? "")) + closing;
    return args === "" ? undefined : this.add(args);
  }

  private add(args: string): Added {
    return { call: { type: "tool_call_chunk", index: this.output, args } };
  }
}
