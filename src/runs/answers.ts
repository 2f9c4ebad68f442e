import type { Gather, KeepLimit } from "../engine/join.ts";
import type { Program } from "../engine/program.ts";
import type { Reader } from "../engine/reader.ts";
import type { RunnableStep } from "./config.ts";
import type { Answer, AnswerForm, Usage } from "./kind.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener } from "./observer.ts";

/** What the models of a run have answered. */
export interface Answered {
  /** What each model answered, in the order of their starts: of one that was cut off, what had come. */
  readonly messages: readonly Answer[];
  /** Those of `messages` that are only a beginning: the model failed, or was not wanted any more. */
  readonly partialMessages: readonly Answer[];
  /** What all of them consumed, as far as they have said; undefined where none has. */
  readonly usage: Usage | undefined;
}

/** Collects what the models of a run answer, also where that does not come to its end. */
export class Answers implements Observer {
  private readonly keep: KeepLimit;
  private readonly all: AnswerOfRun[] = [];

  constructor(keep: KeepLimit) {
    this.keep = keep;
  }

  start(run: ObservedRun): RunListener | undefined {
    const form = run.kind.answer;
    // A model that asks another one passes on what that answers, and what it costs.
    if (!form || isPartOfAnswer(run.parent)) return undefined;
    const answer = new AnswerOfRun(form, form.join.gather(this.keep));
    this.all.push(answer);
    return answer;
  }

  custom(): void {}

  /** All of it, so far. */
  get told(): Answered {
    return told(this.all);
  }
}

/** What a run that nobody has watched tells by itself: where its last step is a model, what it gives is the answer. */
export function answeredAtLast(program: Program, { kept, outcome }: Reader): Answered | undefined {
  const last = program.ops.at(-1)?.step as RunnableStep | undefined;
  const form = last?.detail.kind.answer;
  return form && told([new AnswerOfRun(form, kept, outcome === "done")]);
}

function told(answers: readonly AnswerOfRun[]): Answered {
  const messages: Answer[] = [];
  const partialMessages: Answer[] = [];
  let usage: Usage | undefined;
  for (const { form, message, partial } of answers) {
    if (message === undefined) continue;
    messages.push(message);
    if (partial) partialMessages.push(message);
    usage = form.sum(usage, form.usage(message));
  }
  return { messages, partialMessages, usage };
}

class AnswerOfRun implements RunListener {
  readonly form: AnswerForm;
  private readonly gather: Gather;
  private whole: boolean;

  constructor(form: AnswerForm, gather: Gather, whole = false) {
    this.form = form;
    this.gather = gather;
    this.whole = whole;
  }

  get partial(): boolean {
    return !this.whole || this.gather.cut;
  }

  /** Undefined where nothing came, or nothing that is an answer: then the run has failed of it. */
  get message(): Answer | undefined {
    if (this.gather.empty && this.partial) return undefined;
    try {
      return this.gather.value() as Answer;
    } catch {
      return undefined;
    }
  }

  chunk(chunk: unknown): void {
    try {
      this.gather.add(chunk);
    } catch {
      // What cannot be joined is no answer, and the run will say so itself.
    }
  }

  end(): void {
    this.whole = true;
  }

  error(): void {}

  cancel(): void {}
}

function isPartOfAnswer(run: ObservedRun | undefined): boolean {
  return run !== undefined && (run.kind.answer !== undefined || isPartOfAnswer(run.parent));
}
