import { own } from "../messages/record.ts";
import type { Decision, Interrupt } from "./decision.ts";

/** What is between the id of a call and that of an interrupt of the agent that it has called. */
const INSIDE = "/";

/** The states of agents inside an agent that wait for a person, by the ids of the calls that run them. */
export type Suspended = Readonly<Record<string, unknown>>;

/** The interrupts of an agent that was called by `callId`, as those of the agent that has called it. */
export function interruptsInside(callId: string, name: string, state: unknown): Interrupt[] {
  const interrupts = own(Object(state) as object, "interrupts");
  if (!Array.isArray(interrupts)) return [];
  return (interrupts as readonly Interrupt[]).map((interrupt) => ({
    ...interrupt,
    id: `${callId}${INSIDE}${interrupt.id}`,
    path: [name, ...(interrupt.path ?? [])],
  }));
}

/** The decisions that are for the agent which `callId` has called. */
export function decisionsInside(callId: string, decisions: readonly Decision[]): Decision[] {
  const prefix = callId + INSIDE;
  return decisions.flatMap((decision) =>
    decision.id.startsWith(prefix) ? [{ ...decision, id: decision.id.slice(prefix.length) }] : [],
  );
}
