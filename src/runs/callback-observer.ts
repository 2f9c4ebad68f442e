import { RunletError } from "../errors/error.ts";
import { CallLine } from "./call-line.ts";
import { HandledRun, type CallbackForm } from "./callback-form.ts";
import type { CallbackHandler } from "./callback-handler.ts";
import { CHAIN_CALLBACKS } from "./chain-callbacks.ts";
import { cancelError } from "./describe-error.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener } from "./observer.ts";

/** Calls the methods of a handler for what happens in runs. */
export class CallbackObserver implements Observer {
  private readonly handler: CallbackHandler;
  /** One for each whole run: a handler that is slow in one of them is not late in another. */
  private readonly lines = new WeakMap<ObservedRun, CallLine>();

  constructor(handler: CallbackHandler) {
    if (typeof handler !== "object" || handler === null) {
      const what = "A handler of callbacks is an object with methods such as handleChainStart";
      throw new RunletError("config", `${what}, and not ${handler === null ? "null" : typeof handler}.`);
    }
    this.handler = handler;
  }

  start(run: ObservedRun): RunListener | undefined {
    const { handler } = this;
    const form = run.kind.callbacks ?? CHAIN_CALLBACKS;
    if (handler[form.ignoredBy]) return undefined;
    return new CallbacksOfRun(form, handler, new HandledRun(run), this.lineOf(run.root));
  }

  custom(run: ObservedRun, name: string, data: unknown): void {
    const { handler } = this;
    if (handler.ignoreCustomEvent) return;
    const { runId, tags, metadata } = run;
    this.lineOf(run.root).callOften(tellCustom, handler, name, data, runId, [...tags], { ...metadata });
  }

  private lineOf(root: ObservedRun): CallLine {
    let line = this.lines.get(root);
    if (!line) this.lines.set(root, (line = new CallLine()));
    return line;
  }
}

class CallbacksOfRun implements RunListener {
  private readonly form: CallbackForm;
  private readonly handler: CallbackHandler;
  private readonly run: HandledRun;
  private readonly line: CallLine;

  constructor(form: CallbackForm, handler: CallbackHandler, run: HandledRun, line: CallLine) {
    this.form = form;
    this.handler = handler;
    this.run = run;
    this.line = line;
  }

  start(): void {
    this.line.call(this.form.start, this.handler, this.run);
  }

  chunk(chunk: unknown): void {
    if (this.form.chunk) this.line.callOften(this.form.chunk, this.handler, this.run, chunk);
  }

  end(): void {
    this.line.call(this.form.end, this.handler, this.run);
  }

  error(error: object): void {
    this.line.call(this.form.error, this.handler, this.run, error);
  }

  cancel(reason: unknown): void {
    this.error(cancelError(reason));
  }
}

function tellCustom(handler: CallbackHandler, ...event: Parameters<NonNullable<CallbackHandler["handleCustomEvent"]>>) {
  return handler.handleCustomEvent?.(...event);
}
