import type { ContentBlock } from "../../messages/content.ts";
import { isRecord, type DataRecord } from "../../messages/record.ts";

/** How `response_metadata.model_provider` names who has answered: only what this service has said goes back as its items. */
export const MODEL_PROVIDER = "openai-responses";

/** Where `additional_kwargs` keeps what a tool call has beyond name, arguments and id, by its id. */
export const CALL_ITEMS = "call_items";

/** What is kept of an item that is a call. */
export interface CallItem {
  /** Its place among the items of the answer. */
  readonly output_index: number;
  readonly id?: unknown;
  /** Where it is no `function_call`. */
  readonly type?: string;
  /** Whatever else it says: `namespace`, `caller`. */
  readonly [field: string]: unknown;
}

/** The calls of a message by their id; none where it is another provider's. */
export function callItems(kwargs: DataRecord): Readonly<Record<string, CallItem>> {
  const items = kwargs[CALL_ITEMS];
  return isRecord(items) ? (items as Record<string, CallItem>) : {};
}

/** The `index` of a block: the place of its item in the answer, and that of the block in the item. */
export function indexOf(output: number, part?: number | string): string {
  return part === undefined ? `${output}` : `${output}.${part}`;
}

/** The place of a block's item in the answer; undefined where the block does not say it. */
export function outputIndexOf({ index }: ContentBlock): number | undefined {
  const output = typeof index === "string" ? Number.parseInt(index, 10) : Number.NaN;
  return Number.isNaN(output) ? undefined : output;
}
