import type { DataRecord } from "../messages/record.ts";
import type { ToolCall } from "../messages/tool-calls.ts";

/** What a person may decide of a call: that it is run, that it is run with other arguments, or that it is not. */
export type DecisionType = "approve" | "edit" | "reject";

/** What a person has decided of one call, by the `id` of its {@link Interrupt}. */
export type Decision =
  | { readonly id: string; readonly type: "approve" }
  | { readonly id: string; readonly type: "edit"; readonly args: DataRecord }
  /** `message` is what the model is told of it. */
  | { readonly id: string; readonly type: "reject"; readonly message?: string | undefined };

/** A call that a person is to decide of before it is run. */
export interface Interrupt {
  /** It stands for this call with these arguments: of another one it says nothing. */
  readonly id: string;
  readonly toolCall: ToolCall;
  readonly allowedDecisions: readonly DecisionType[];
  readonly description: string;
  /** The names of the agents inside this one that it comes from, outermost first. Not there where it is this one's own. */
  readonly path?: readonly string[];
}

/** When a tool's calls are to be decided of, and how. */
export interface InterruptOptions {
  /** Default: all. */
  readonly allowedDecisions?: readonly DecisionType[] | undefined;
  /** What the person is told. Default: the tool's name. */
  readonly description?: string | ((call: ToolCall) => string) | undefined;
  /** Whether it is to be asked for this call. Default: for each. */
  readonly when?: ((call: ToolCall) => boolean) | undefined;
}

/** Which tools' calls a person is to decide of, by the names of the tools. */
export type InterruptOn = Readonly<Record<string, boolean | ((call: ToolCall) => boolean) | InterruptOptions>>;
