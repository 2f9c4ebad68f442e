import { RunletError } from "../errors/error.ts";
import { callQuietly } from "./call-quietly.ts";
import { HandledRun, type CallbackForm } from "./callback-form.ts";
import type { CallbackHandler } from "./callback-handler.ts";
import { CHAIN_CALLBACKS } from "./chain-callbacks.ts";
import { cancelError } from "./describe-error.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener } from "./observer.ts";

/** Calls the methods of a handler for what happens in runs. */
export class CallbackObserver implements Observer {
  private readonly handler: CallbackHandler;

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
    return new CallbacksOfRun(form, handler, new HandledRun(run));
  }

  custom({ runId, tags, metadata }: ObservedRun, name: string, data: unknown): void {
    const { handler } = this;
    if (!handler.ignoreCustomEvent) callQuietly(tellCustom, handler, name, data, runId, [...tags], { ...metadata });
  }
}

class CallbacksOfRun implements RunListener {
  private readonly form: CallbackForm;
  private readonly handler: CallbackHandler;
  private readonly run: HandledRun;

  constructor(form: CallbackForm, handler: CallbackHandler, run: HandledRun) {
    this.form = form;
    this.handler = handler;
    this.run = run;
  }

  start(): void {
    callQuietly(this.form.start, this.handler, this.run);
  }

  chunk(chunk: unknown): void {
    if (this.form.chunk) callQuietly(this.form.chunk, this.handler, this.run, chunk);
  }

  end(): void {
    callQuietly(this.form.end, this.handler, this.run);
  }

  error(error: object): void {
    callQuietly(this.form.error, this.handler, this.run, error);
  }

  cancel(reason: unknown): void {
    this.error(cancelError(reason));
  }
}

function tellCustom(handler: CallbackHandler, ...event: Parameters<NonNullable<CallbackHandler["handleCustomEvent"]>>) {
  return handler.handleCustomEvent?.(...event);
}
