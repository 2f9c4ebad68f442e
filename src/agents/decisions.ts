import { RunletError } from "../errors/error.ts";
import { orderedText } from "../json/ordered.ts";
import { isRecord, own } from "../messages/record.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import { cacheDigest } from "../models/cache-digest.ts";
import { errorAnswer } from "../tools/error-answer.ts";
import type { Decision, DecisionType, Interrupt, InterruptOn, InterruptOptions } from "./decision.ts";

const ALL: readonly DecisionType[] = ["approve", "edit", "reject"];

/** What becomes of the calls of an answer. */
export interface Sorted {
  readonly run: readonly ToolCall[];
  /** Those of them whose arguments are now other ones. */
  readonly edited: readonly ToolCall[];
  readonly rejected: readonly ToolMessage[];
  /** Calls that nobody has decided of yet. */
  readonly interrupts: readonly Interrupt[];
}

/** What is asked of a person about this call; undefined where nothing is. */
export function interruptFor(call: ToolCall, interruptOn: InterruptOn | undefined): Interrupt | undefined {
  const asked = interruptOn && own(interruptOn, call.name);
  if (!asked || (typeof asked === "function" && !asked(call))) return undefined;
  const { allowedDecisions = ALL, description, when } = (isRecord(asked) ? asked : {}) as InterruptOptions;
  if (when && !when(call)) return undefined;
  return {
    id: `${call.id}:${cacheDigest(orderedText([call.name, call.args]))}`,
    toolCall: call,
    allowedDecisions,
    description:
      (typeof description === "function" ? description(call) : description) ?? `The tool "${call.name}" is to be run.`,
  };
}

/**
 * Sorts calls by what was decided of them. `inside` are the interrupts of agents that wait inside this one, which are decided
 * of there.
 *
 * @throws `config` where a decision is for no call that waits, or none was made for one that does
 */
export function sorted(
  calls: readonly ToolCall[],
  asks: (call: ToolCall) => Interrupt | undefined,
  decisions: readonly Decision[],
  inside: readonly Interrupt[],
): Sorted {
  const asked = new Map(calls.map((call) => [call, asks(call)]));
  const own = Array.from(asked.values()).filter((interrupt) => interrupt !== undefined);
  const made = new Map(decisions.map((decision) => [decision.id, decision]));
  if (decisions.length > 0) check(decisions, made, [...own, ...inside]);
  const run: ToolCall[] = [];
  const edited: ToolCall[] = [];
  const rejected: ToolMessage[] = [];
  const interrupts: Interrupt[] = [];
  for (const [call, interrupt] of asked) {
    const decision = interrupt && made.get(interrupt.id);
    if (interrupt && !decision) interrupts.push(interrupt);
    else if (decision?.type === "reject") rejected.push(errorAnswer(call, decision.message || REJECTED));
    else if (decision?.type === "edit") {
      const other = { ...call, args: decision.args };
      edited.push(other);
      run.push(other);
    } else run.push(call);
  }
  return { run, edited, rejected, interrupts };
}

const REJECTED = "The call was rejected by a person: it was not run. Do not make it again.";

function check(
  decisions: readonly Decision[],
  made: ReadonlyMap<string, Decision>,
  waiting: readonly Interrupt[],
): void {
  const byId = new Map(waiting.map((interrupt) => [interrupt.id, interrupt]));
  if (byId.size < waiting.length)
    throw wrong(
      "Two calls that wait have the same id and the same arguments: what was decided of one is not for both.",
    );
  for (const decision of decisions) {
    const { id, type } = decision;
    const interrupt = byId.get(id);
    if (!interrupt)
      throw wrong(
        `A decision is for "${id}", which no call that waits for one has as its id: a call with other arguments has another.`,
      );
    if (!ALL.includes(type) || !interrupt.allowedDecisions.includes(type))
      throw wrong(
        `The decision for "${id}" is ${JSON.stringify(type)}, and may be ${interrupt.allowedDecisions.join(", ")}.`,
      );
    if (type === "edit" && !isRecord(decision.args))
      throw wrong(`The decision to edit "${id}" has no \`args\`, an object.`);
  }
  if (made.size < decisions.length) throw wrong("Two decisions are for the same call.");
  const open = waiting.filter(({ id }) => !made.has(id)).map(({ id }) => `"${id}"`);
  if (open.length > 0) throw wrong(`There is no decision for ${open.join(", ")}.`);
}

function wrong(message: string): RunletError {
  return new RunletError("config", message, { phase: "config" });
}
