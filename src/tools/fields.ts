import { RunletError } from "../errors/error.ts";
import type { ToolSchema } from "./arguments.ts";

/** What a tool's function gives: its output, or what a model is told and, beside that, what the program keeps. */
export type ToolResponseFormat = "content" | "content_and_artifact";

export interface ToolFields<S extends ToolSchema = ToolSchema> {
  /** What a model calls it, and events too. */
  readonly name: string;
  /** What it does, for a model to read. */
  readonly description?: string;
  readonly schema: S;
  /** Of `content_and_artifact` the function gives `[content, artifact]`. Default: `content`. */
  readonly responseFormat?: ToolResponseFormat | undefined;
  /** An agent ends with what it gives, and does not ask the model once more. Default: false. */
  readonly returnDirect?: boolean | undefined;
  /** How long one call may take, in milliseconds. Of this and the config's `timeout.tool`, the shorter holds. */
  readonly timeout?: number | undefined;
  /** How long the arguments of a model's call may be, as JSON, in characters. Default: 2 Mi (2,097,152). */
  readonly maxArgumentChars?: number | undefined;
  /** How much of its text a model is told, in characters: what is longer is cut, and says so. Default: all. */
  readonly maxOutputChars?: number | undefined;
}

const MAX_ARGUMENT_CHARS = 2 * 1024 * 1024;

/** What a tool does with a call, beside its work. */
export interface ToolSettings {
  readonly responseFormat: ToolResponseFormat;
  readonly returnDirect: boolean;
  readonly timeout: number;
  readonly maxArgumentChars: number;
  readonly maxOutputChars: number;
}

/** @throws `config` where one of them cannot be */
export function settingsOf(fields: ToolFields): ToolSettings {
  const { name, responseFormat = "content", returnDirect = false } = fields;
  if (responseFormat !== "content" && responseFormat !== "content_and_artifact") {
    const known = 'it is "content" or "content_and_artifact"';
    throw new RunletError("config", `There is no responseFormat ${JSON.stringify(responseFormat)}: ${known}.`);
  }
  const amount = (key: "timeout" | "maxArgumentChars" | "maxOutputChars", otherwise: number): number => {
    const given = fields[key] ?? otherwise;
    if (typeof given === "number" && given >= 0) return given;
    throw new RunletError("config", `The ${key} of the tool "${name}" is a number from 0 on, not ${String(given)}.`);
  };
  return {
    responseFormat,
    returnDirect,
    timeout: amount("timeout", Infinity),
    maxArgumentChars: amount("maxArgumentChars", MAX_ARGUMENT_CHARS),
    maxOutputChars: amount("maxOutputChars", Infinity),
  };
}
