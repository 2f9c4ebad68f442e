import { describe, expect, it } from "vitest";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { generator } from "../../src/runnables/generator.ts";
import { hedge } from "../../src/runnables/hedge.ts";
import { ScriptedChatModel } from "../../src/testing/scripted/chat-model.ts";
import { all, chain, thrown, turn } from "./ways.ts";

// Where an answer begins anew in the middle, steps behind it are run again. What they were at then is not wanted any more.

const boom = new Error("cut");

/** Says "ab", fails, and says "ABC"; between the two it waits for `pause`. */
function cutOnce(pause?: () => Promise<unknown>) {
  const replies = [
    ["a", "b", boom],
    ["A", "B", "C"],
  ];
  const onFailedAttempt = () => pause?.();
  return new ScriptedChatModel({ replies, delayMs: 0 })
    .withRetry({ initialDelayMs: 0, restart: true, onFailedAttempt })
    .pipe(new StringOutputParser());
}

/** Reads all of its input, and tells of it. */
function reader(name: string) {
  const read: string[] = [];
  const whole = generator(
    async function* (texts: AsyncIterable<string>) {
      let all = "";
      for await (const text of texts) all += text;
      read.push(all);
      yield `${name} ${all}`;
    },
    { name },
  );
  return { whole, read };
}

async function settle(): Promise<void> {
  for (let at = 0; at < 20; at++) await turn();
}

describe("of what an attempt has left behind", () => {
  it("no fallback is begun, and no failed attempt is told", async () => {
    const [first, second] = [reader("first"), reader("second")];
    const told: unknown[] = [];
    const onFailedAttempt = (error: unknown) => void told.push(error);
    const careful = first.whole.withRetry({ initialDelayMs: 0, onFailedAttempt }).withFallbacks([second.whole]);
    expect(await all(chain(cutOnce(), careful).stream("x" as never))).toEqual(["first ABC"]);
    await settle();
    expect([first.read, second.read, told]).toEqual([["ABC"], [], []]);
  });

  it("no second answer is asked for", async () => {
    const [first, second] = [reader("first"), reader("second")];
    const hedged = hedge(first.whole, second.whole, { afterMs: 60_000 });
    expect(await all(chain(cutOnce(), hedged).stream("x" as never))).toEqual(["first ABC"]);
    await settle();
    expect([first.read, second.read]).toEqual([["ABC"], []]);
  });

  it("nothing takes it for the end of its input, and its signal is aborted", async () => {
    const wholes: string[] = [];
    const signals: boolean[] = [];
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const busy = generator(async function* (texts: AsyncIterable<string>, config) {
      const reading = texts[Symbol.asyncIterator]();
      let whole = "";
      try {
        for (let at = 0; at < 2; at++) whole += (await reading.next()).value;
        if (whole === "ab") {
          // It does not look when the answer is taken back.
          void reading.next();
          await released;
        }
        for (let next = await reading.next(); !next.done; next = await reading.next()) whole += next.value;
        wholes.push(whole);
        yield whole;
      } finally {
        signals.push(config.signal.aborted);
      }
    });
    expect(await all(chain(cutOnce(), busy).stream("x" as never))).toEqual(["ABC"]);
    release();
    await settle();
    expect([wholes, signals]).toEqual([["ABC"], [false, true]]);
  });
});

describe("an answer of which something is handed out while the next attempt waits", () => {
  it("is not taken back behind the reader's back", async () => {
    let failed!: () => void;
    let goOn!: () => void;
    const failing = new Promise<void>((resolve) => (failed = resolve));
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const stream = cutOnce(() => {
      failed();
      return waiting;
    }).stream("x");
    const final = thrown(() => stream.final());
    await failing;
    expect(await stream.next()).toMatchObject({ value: "a" });
    goOn();
    const read: unknown[] = [];
    const error = await thrown(async () => {
      for (let next = await stream.next(); !next.done; next = await stream.next()) read.push(next.value);
    });
    expect([read, error, await final]).toEqual([["b"], boom, boom]);
  });

  it("neither by a step that speaks of itself", async () => {
    let failed!: () => void;
    const failing = new Promise<void>((resolve) => (failed = resolve));
    const speaking = generator(async function* (texts: AsyncIterable<string>) {
      const reading = texts[Symbol.asyncIterator]();
      for (let at = 0; at < 2; at++) await reading.next();
      const next = reading.next();
      await failing;
      yield "one moment";
      await next;
      yield "never";
    });
    const program = chain(
      cutOnce(async () => (failed(), settle())),
      speaking,
    );
    const read: unknown[] = [];
    const error = await thrown(async () => {
      for await (const chunk of program.stream("x" as never)) read.push(chunk);
    });
    expect([read, error]).toEqual([["one moment"], boom]);
  });
});

it("the limit of the whole run holds for what begins anew", async () => {
  const replies = [
    ["a", boom],
    ["A", 1e6, "B"],
  ];
  const model = new ScriptedChatModel({ replies })
    .withRetry({ initialDelayMs: 0, restart: true })
    .pipe(new StringOutputParser());
  const pass = generator(async function* (texts: AsyncIterable<string>) {
    yield* texts;
  });
  const error = await thrown(() => chain(model, pass).invoke("x" as never, { timeout: 200 }));
  expect(error).toMatchObject({ code: "timeout", timeout: "total", path: ["RunnableSequence"] });
});
