import type { Chunks, Context } from "../engine/context.ts";
import type { Source } from "../engine/source.ts";
import type { Join } from "../engine/join.ts";
import { RunletError } from "../errors/error.ts";
import { AIMessageChunk, type AIMessage } from "../messages/ai.ts";
import { isAIMessage } from "../messages/guards.ts";
import { messageFromJSON } from "../messages/json.ts";
import type { BaseMessage } from "../messages/message.ts";
import { SystemMessage } from "../messages/system.ts";
import type { ToolCall } from "../messages/tool-calls.ts";
import type { ToolMessage } from "../messages/tool.ts";
import { callInside } from "../runs/ambient.ts";
import { stepConfig, type RunnableStep, type StepConfig } from "../runs/config.ts";
import { watchBound } from "../runs/watch.ts";
import { compile, type Compilable } from "../runnables/compile.ts";
import type { StructuredTool } from "../tools/tool.ts";
import { AgentTool } from "./agent-tool.ts";
import { Approvals } from "./approvals.ts";
import { Asking, type Listener } from "./asking.ts";
import { Calling, type Caller } from "./calling.ts";
import { callsOf, identified, inCallOrder, orderAnswers, pendingIn, type Pending } from "./calls.ts";
import type { AgentChunk, StopReason } from "./chunk.ts";
import type { Given } from "./input.ts";
import type { PreparedStep } from "./options.ts";
import { Phased } from "./phased.ts";
import { refusalsOf } from "./refusals.ts";
import { Repeats } from "./repeats.ts";
import { reminder } from "./response.ts";
import { toolsByName, withResponse, withTools, type Settings, type Tools } from "./settings.ts";
import { stateJoin, type AgentState } from "./state.ts";
import { failureAnswer } from "./tool-failure.ts";

/** One run of an agent: the model is asked, what it calls is run, and so on until it calls nothing. */
export class AgentLoop extends Phased<AgentChunk> implements Listener, Caller {
  readonly join: Join;
  private readonly settings: Settings;
  protected readonly config: StepConfig;
  private readonly given: Given;
  private readonly messages: BaseMessage[];
  private readonly repeats: Repeats;
  private step: number;
  /** How often this run has asked the model. */
  private asked = 0;
  /** Those that may be called in this step. */
  private tools: Tools;
  /** A tool whose answer is the output has answered. */
  private returned = false;
  /** The value that was asked for. */
  private response: { readonly value: unknown } | undefined = undefined;
  private readonly inside: boolean;
  private readonly approvals: Approvals;
  private calling: Calling | undefined = undefined;
  /** The last message that was given, if a person has changed the arguments of its calls. */
  private revised: AIMessage | undefined = undefined;

  /** `output` makes of its state what it gives, where it is inside another one. */
  constructor(settings: Settings, given: Given, context: Context, output?: (state: AgentState) => unknown) {
    super(context);
    this.settings = settings;
    this.config = stepConfig(context);
    this.given = given;
    this.join = stateJoin(given, output);
    this.messages = inCallOrder(given.messages);
    this.step = given.steps;
    this.tools = settings.byName;
    this.inside = output !== undefined;
    this.approvals = new Approvals(settings.interruptOn, given);
    this.repeats = new Repeats(given.messages, pendingIn(given.messages)?.message);
  }

  protected start(): void {
    const { messages, steps } = this.given;
    if (this.inside) this.give({ type: "updates", step: steps, text: "", messages, given: true });
    this.goTo(() => this.begin());
  }

  /** Calls that are pending in what was given are run first: nothing is done twice. */
  private begin(): void {
    const pending = pendingIn(this.messages);
    if (pending) return this.call(pending.message, pending.answered);
    // What was decided of calls that are not there is refused.
    this.approvals.judge([], this.tools);
    this.prepare();
  }

  // The model's turn

  private prepare(): void {
    const { name, maxSteps, prepareStep, byName } = this.settings;
    if (this.asked >= maxSteps) throw tooManySteps(name, maxSteps, 0);
    this.tools = byName;
    this.approvals.settle();
    if (!prepareStep) return this.address({});
    const next = { messages: this.messages.slice(), step: this.step + 1 };
    this.after(callInside(this.config, prepareStep, next, this.config), (prepared) => this.address(prepared ?? {}));
  }

  private address(prepared: PreparedStep): void {
    const { systemPrompt } = this.settings;
    if (typeof systemPrompt !== "function") return this.ask(prepared, systemPrompt);
    this.after(callInside(this.config, systemPrompt, this.state, this.config), (prompt) => this.ask(prepared, prompt));
  }

  private ask(prepared: PreparedStep, prompt: string | SystemMessage | undefined): void {
    const { messages = this.messages.slice(), model, toolChoice } = prepared;
    const { settings } = this;
    const tools = prepared.tools && withResponse(prepared.tools, settings.response);
    const usual = model === undefined && tools === undefined && toolChoice === undefined;
    if (tools) this.tools = toolsByName(tools);
    this.asked++;
    this.step++;
    const system = typeof prompt === "string" ? new SystemMessage(prompt) : prompt;
    const chunks = this.branch(
      usual ? settings.bound : withTools(model ?? settings.model, tools ?? settings.tools, toolChoice),
      system ? [system, ...messages] : messages,
    );
    this.enter(new Asking(chunks, this));
  }

  said(message: AIMessageChunk): void {
    this.give({ type: "messages", step: this.step, text: message.text, message });
  }

  answered(said: AIMessage): void {
    const message = identified(said, this.step);
    this.keep(message);
    this.goTo(() => this.goOn(message));
  }

  private goOn(message: AIMessage): void {
    const { length } = callsOf(message);
    const { name, maxSteps, response } = this.settings;
    const goesOn = this.asked < maxSteps;
    if (length === 0 && response && goesOn) this.remind(response.name);
    else if (length === 0) this.stop("answer");
    else if (goesOn || message.tool_calls.some(({ name }) => this.ends(name))) this.call(message);
    else throw tooManySteps(name, maxSteps, length);
  }

  /** Whether a call of this tool may be the end. */
  private ends(name: string): boolean {
    return name === this.settings.response?.name || (this.tools.get(name)?.returnDirect ?? false);
  }

  private remind(name: string): void {
    this.keep(reminder(name));
    this.goTo(() => this.prepare());
  }

  // The tools' turn

  private call(message: AIMessage, answered: Pending["answered"] = NONE): void {
    const { tools, repeats } = this;
    const { repeatedCalls, maxParallelCalls } = this.settings;
    for (const { id, name } of message.tool_calls) this.heed(tools.get(name), answered.get(id!));
    const refused = refusalsOf(message, { tools, repeats, repeatedCalls });
    for (const [id, refusal] of refused) if (!answered.has(id)) this.keep(refusal);
    const due = message.tool_calls.filter(({ id }) => !answered.has(id!) && !refused.has(id!));
    const { run, edited, rejected } = this.approvals.judge(due, tools);
    if (edited.length > 0) this.revise(message, edited);
    for (const rejection of rejected) this.keep(rejection);
    this.calling = new Calling(run, maxParallelCalls, this);
    this.enter(this.calling);
  }

  /** The model is to know what was run. */
  private revise(message: AIMessage, edited: readonly ToolCall[]): void {
    const byId = new Map(edited.map((call) => [call.id, call]));
    const tool_calls = message.tool_calls.map((call) => byId.get(call.id) ?? call);
    this.revised = messageFromJSON({ ...message.toJSON(), tool_calls }) as AIMessage;
    this.messages[this.messages.lastIndexOf(message)] = this.revised;
    this.give({ type: "updates", step: this.step, text: "", messages: [this.revised], revised: true });
  }

  run(call: ToolCall): Chunks {
    const tool = this.approvals.toolFor(this.tools.get(call.name)!, call);
    return this.branch({ name: tool.name, "~kind": tool["~kind"], "~ops": (step) => tool["~answering"](step) }, call);
  }

  told({ name, id }: ToolCall, data: unknown): void {
    const chunk = { type: "custom", step: this.step, text: "", name, toolCallId: id!, data } as const;
    this.give(this.tools.get(name) instanceof AgentTool ? { ...chunk, data: data as AgentChunk, agent: true } : chunk);
  }

  failed(call: ToolCall, error: unknown): ToolMessage {
    return failureAnswer(this.settings.onToolError, error, call, this.config);
  }

  done(call: ToolCall, answer: ToolMessage): void {
    const tool = this.tools.get(call.name)!;
    if (this.approvals.suspends(tool, call, answer)) return;
    this.heed(tool, answer);
    this.keep(answer);
    this.enter(this.calling!);
  }

  /** It may be the last word, in a run that was ended too. */
  private heed(tool: StructuredTool | undefined, answer: ToolMessage | undefined): void {
    if (!tool || !answer || answer.status === "error") return;
    this.returned ||= tool.returnDirect;
    if (tool === this.settings.response) this.response ??= { value: answer.artifact };
  }

  finished(): void {
    orderAnswers(this.messages);
    const { stopWhen } = this.settings;
    if (this.approvals.interrupts.length > 0) return this.interrupt();
    if (this.response) return this.stop("answer");
    if (this.returned) return this.stop("return_direct");
    if (!stopWhen) return this.prepare();
    this.after(callInside(this.config, stopWhen, this.state, this.config), (stops) =>
      stops ? this.stop("stop_when") : this.prepare(),
    );
  }

  // What comes of it

  private get state(): AgentState {
    return { messages: this.messages.slice(), steps: this.step };
  }

  private keep(message: BaseMessage): void {
    this.messages.push(message);
    this.tell(message);
  }

  protected tell(message: BaseMessage): void {
    this.give({ type: "updates", step: this.step, text: "", messages: [message] });
  }

  private interrupt(): void {
    const { interrupts, suspended } = this.approvals;
    this.give({ type: "interrupts", step: this.step, text: "", interrupts, ...(suspended && { suspended }) });
    this.goTo(() => this.stop("interrupt"));
  }

  private stop(stopReason: StopReason): void {
    const value = stopReason === "answer" && this.response && { structuredResponse: this.response.value };
    this.end({ type: "end", step: this.step, text: "", stopReason, ...value });
  }

  /** What is whole stays: only what the model was saying, or a tool telling, is said anew. */
  protected giveAgain(): void {
    let step = this.given.steps;
    if (this.inside) this.give({ type: "updates", step, text: "", messages: this.given.messages, given: true });
    if (this.revised) this.give({ type: "updates", step, text: "", messages: [this.revised], revised: true });
    const known = new Set<BaseMessage | undefined>([...this.given.messages, this.revised]);
    for (const message of this.messages) {
      if (known.has(message)) continue;
      if (isAIMessage(message)) {
        step++;
        const { text, id } = message;
        if (text !== "")
          this.give({ type: "messages", step, text, message: new AIMessageChunk({ content: text, id }) });
      }
      this.give({ type: "updates", step, text: "", messages: [message] });
    }
  }

  private branch(runnable: Compilable, value: unknown): Chunks {
    const source: Source = { kind: "value", value };
    const program = compile(runnable, this.context.step as RunnableStep, runnable.name, `agent:step:${this.step}`);
    return this.context.branch(watchBound(program, this.context, source), source);
  }
}

const NONE: Pending["answered"] = new Map();

function tooManySteps(name: string, maxSteps: number, calls: number): RunletError {
  const open = `${calls === 1 ? "a call" : `${calls} calls`} of the last answer ${calls === 1 ? "is" : "are"} still to be run`;
  return new RunletError(
    "limit",
    `"${name}" has asked its model ${maxSteps} times (maxSteps), and ${calls === 0 ? "has no answer" : open}: the error's partial state can be given to it again.`,
  );
}
