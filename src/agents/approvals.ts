import { isRecord, own } from "../messages/record.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import type { StructuredTool } from "../tools/tool.ts";
import { AgentTool } from "./agent-tool.ts";
import type { Decision, Interrupt, InterruptOn } from "./decision.ts";
import { interruptFor, sorted, type Sorted } from "./decisions.ts";
import type { Given } from "./input.ts";
import type { Tools } from "./settings.ts";
import type { AgentState } from "./state.ts";
import { decisionsInside, interruptsInside, type Suspended } from "./suspended.ts";

/** What of one run a person has decided of, and is to decide of. */
export class Approvals {
  private readonly interruptOn: InterruptOn | undefined;
  private decisions: readonly Decision[];
  /** The states of agents inside this one that wait, by the calls that run them. */
  private readonly states: Map<string, unknown>;
  /** Calls that nobody has decided of yet. */
  interrupts: Interrupt[] = [];

  constructor(interruptOn: InterruptOn | undefined, { decisions, suspended }: Given) {
    this.interruptOn = interruptOn;
    this.decisions = decisions;
    this.states = new Map(Object.entries(suspended));
  }

  /**
   * Sorts the calls of an answer. Those whose agent waits were decided of before.
   *
   * @throws `config` where what was decided does not fit them
   */
  judge(calls: readonly ToolCall[], tools: Tools): Sorted {
    const { decisions, states } = this;
    // A state that is given for the call of any other tool says nothing of it.
    const begun = ({ id, name }: ToolCall) => tools.get(name) instanceof AgentTool && isRecord(states.get(id!));
    const asks = (call: ToolCall) => (begun(call) ? undefined : interruptFor(call, this.interruptOn));
    const inside = calls.filter(begun).flatMap(({ id, name }) => interruptsInside(id!, name, states.get(id!)));
    const result = sorted(calls, asks, decisions, inside);
    this.interrupts = [...result.interrupts];
    if (decisions.length > 0 || inside.length === 0) return result;
    // Nothing was decided: they go on waiting.
    this.interrupts.push(...inside);
    return { ...result, run: result.run.filter((call) => !begun(call)) };
  }

  /** Forgets what was decided, and what waited: that was of calls that were made before this run. */
  settle(): void {
    this.decisions = [];
    this.states.clear();
  }

  /** The tool for this call: of an agent that waits, one that goes on from there. */
  toolFor(tool: StructuredTool, { id }: ToolCall): StructuredTool {
    const state = this.states.get(id!);
    if (!(tool instanceof AgentTool) || !isRecord(state)) return tool;
    return tool["~from"]({ ...(state as object as AgentState), decisions: decisionsInside(id!, this.decisions) });
  }

  /** Whether `answer` is none, since the agent that was called waits for a person as well. */
  suspends(tool: StructuredTool, { id, name }: ToolCall, { artifact }: ToolMessage): boolean {
    const waits = tool instanceof AgentTool && isRecord(artifact) && own(artifact, "stopReason") === "interrupt";
    if (!waits) this.states.delete(id!);
    else {
      this.states.set(id!, artifact);
      this.interrupts.push(...interruptsInside(id!, name, artifact));
    }
    return waits;
  }

  get suspended(): Suspended | undefined {
    return this.states.size > 0 ? Object.fromEntries(this.states) : undefined;
  }
}
