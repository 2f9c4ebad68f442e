import { describe, expect, it } from "vitest";
import { read } from "../engine/execute.ts";
import type { Reader } from "../engine/reader.ts";
import type { Source } from "../engine/source.ts";
import { StringOutputParser } from "../parsers/string.ts";
import { compile, type Compilable } from "../runnables/compile.ts";
import { RunnableLambda } from "../runnables/lambda.ts";
import { RunnablePassthrough } from "../runnables/passthrough.ts";
import { RunnableSequence } from "../runnables/sequence.ts";
import { ScriptedChatModel } from "../testing/scripted/chat-model.ts";
import type { ObservedRun } from "./observed-run.ts";
import type { Observer, RunListener } from "./observer.ts";
import { watch } from "./watch.ts";

/** Writes down what it is told, and does something when it is told of one thing. */
class Diary implements Observer {
  private readonly name: string;
  private readonly told: string[];
  private readonly when: string;
  private readonly act: () => void;

  constructor(name: string, told: string[], when = "", act = () => {}) {
    this.name = name;
    this.told = told;
    this.when = when;
    this.act = act;
  }

  start(run: ObservedRun): RunListener {
    const tell = (what: string) => this.write(`${what} ${run.name}`);
    return {
      start: () => tell("start"),
      chunk: () => tell("chunk"),
      end: () => tell("end"),
      error: () => tell("error"),
      cancel: () => tell("cancel"),
    };
  }

  custom(): void {}

  private write(what: string): void {
    this.told.push(`${this.name} ${what}`);
    if (what === this.when) this.act();
  }
}

const model = () => new ScriptedChatModel({ replies: [["a", "b", "c"]] });
async function* letters() {
  yield* "abc";
}
const programs: Readonly<Record<string, () => Compilable>> = {
  "a model and a parser": () => new RunnableSequence([model(), new StringOutputParser()]),
  "chunks that are waited for, and a fused step": () =>
    RunnableSequence.from([RunnableLambda.from(letters), new RunnablePassthrough()]),
  "functions, one of which waits": () =>
    RunnableSequence.from([
      function first(text: string) {
        return text;
      },
      async function second(text) {
        return text;
      },
      function third(text) {
        return text.length;
      },
    ]),
  "a function that answers with a chain": () =>
    RunnableLambda.from(function answer(text: string) {
      return model().pipe(function last(message) {
        return `${text}${message.text}`;
      });
    }),
};

/** Reads a program that two watch, of whom the first aborts the run when it is told of `when`. */
async function readAborted(make: () => Compilable, when: string) {
  const controller = new AbortController();
  const told: string[] = [];
  const observers = [new Diary("1", told, when, () => controller.abort()), new Diary("2", told)];
  const input: Source = { kind: "value", value: "x" };
  const settings = {};
  const program = watch(compile(make(), undefined), {
    within: undefined,
    parent: undefined,
    settings,
    streamed: true,
    observers,
    gates: undefined,
    runId: undefined,
    input,
  });
  const root = { name: "root", parent: undefined };
  const options = { sync: false, root, signals: [controller.signal], recursionLimit: 25, settings };
  const reader: Reader = read(program, input, options);
  const seen: string[] = [];
  for (let more = true; more;) {
    more = await reader.next().then(
      ({ done }) => (seen.push(done ? "end" : "chunk"), !done),
      () => (seen.push("error"), true),
    );
  }
  return { told, seen, aborted: controller.signal.aborted };
}

describe("a step that is given what it cannot take", () => {
  it("starts and fails for those who watch: they do not fail of it themselves", async () => {
    const wrong = RunnableLambda.from((_: string) => 42, { name: "wrong" }).pipe(model() as never);
    const told: string[] = [];
    const reading = (async () => {
      for await (const { event, name, data } of wrong.streamEvents("x")) {
        if (!event.endsWith("_stream"))
          told.push(`${event} ${name}${"input" in (data as object) ? " with its input" : ""}`);
      }
    })();
    await expect(reading).rejects.toThrow(/A model takes text/);
    expect(told).toEqual([
      "on_chain_start RunnableSequence with its input",
      "on_chain_start wrong with its input",
      "on_chain_end wrong with its input",
      "on_chat_model_start ScriptedChatModel",
      "on_chat_model_error ScriptedChatModel",
      "on_chain_error RunnableSequence with its input",
    ]);
  });
});

const runsIn = (told: readonly string[], what: RegExp): string[] =>
  told.filter((entry) => what.test(entry)).map((entry) => entry.split(" ")[2]!);

describe("who watches may end the run, whatever it is just being told", () => {
  it.each(Object.entries(programs))("%s", async (_, make) => {
    const whole = (await readAborted(make, "")).told.filter((entry) => entry.startsWith("1 "));
    const moments = [...new Set(whole.map((entry) => entry.slice(2)))];
    expect(moments.length).toBeGreaterThan(6);
    for (const moment of moments) {
      const { told, seen, aborted } = await readAborted(make, moment);
      const shown = `${moment}: ${told.join(", ")}; ${seen.join(" ")}`;
      expect(aborted, shown).toBe(true);
      // What is read has one end, and nothing behind it.
      expect(seen.join(" "), shown).toMatch(/^(chunk )*(error )?end$/);
      for (const who of ["1", "2"]) {
        const mine = told.filter((entry) => entry.startsWith(who));
        const started = runsIn(mine, / start /);
        expect(runsIn(mine, / (end|error|cancel) /).toSorted(), shown).toEqual(started.toSorted());
        for (const run of started) {
          const own = mine.filter((entry) => entry.endsWith(` ${run}`)).map((entry) => entry.split(" ")[1]);
          expect(own.join(" "), shown).toMatch(/^start (chunk )*(end|error|cancel)$/);
        }
      }
    }
  });
});
