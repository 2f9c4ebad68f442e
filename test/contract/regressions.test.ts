import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { errorInfo } from "../../src/errors/info.ts";
import { isRunletError } from "../../src/errors/error.ts";
import { generator } from "../../src/runnables/generator.ts";
import { RunnableLambda } from "../../src/runnables/lambda.ts";
import { parallel } from "../../src/runnables/parallel.ts";
import { RunnablePassthrough } from "../../src/runnables/passthrough.ts";
import { RunnableAssign } from "../../src/runnables/assign.ts";
import "../../src/runnables/runnable.ts";
import { Source } from "../support/source.ts";

const caught = async (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (e) => e,
  );
const parallelOf = parallel as any;
const L = (fn: any, o?: any): any => RunnableLambda.from(fn, o);
const letters = generator(
  async function* () {
    yield "a";
    yield "b";
  },
  { join: "text" },
) as any;
const tick = () => new Promise((r) => setImmediate(r));

describe("probe", () => {
  it("break then dispose then final", async () => {
    const s = letters.stream("x");
    for await (const _ of s) break;
    await s[Symbol.asyncDispose]();
    expect(isRunletError(await caught(s.final()), "aborted")).toBe(true);
  });
  it("pick after parallel keeps branch join", async () => {
    expect(await parallelOf({ a: letters }).pick("a").invoke("x")).toBe("ab");
  });
  it("pick of a missing key", async () => {
    expect(await parallelOf({ a: letters }).pick("zzz").invoke("x")).toBe(undefined);
    expect(await parallelOf({ a: letters }).pick(["zzz", "a"]).invoke("x")).toEqual({ a: "ab" });
  });
  it("lambda aborts its own signal: next step not run", async () => {
    const c = new AbortController();
    let ran = 0;
    const chain = L(() => {
      c.abort();
      return 1;
    }).pipe(() => {
      ran++;
      return 2;
    });
    expect(isRunletError(await caught(chain.invoke(1, { signal: c.signal })), "aborted")).toBe(true);
    expect(ran).toBe(0);
  });
  it("lambda aborts and answers with a stream: it is closed", async () => {
    const c = new AbortController();
    const src = new Source();
    const chain = L(() => {
      c.abort();
      return src.async;
    });
    expect(isRunletError(await caught(chain.invoke(1, { signal: c.signal })), "aborted")).toBe(true);
    await tick();
    expect(src.returned).toBe(1);
  });
  it("abort error path is the root", async () => {
    const c = new AbortController();
    const s = (new RunnablePassthrough().withConfig({ runName: "x" }) as any)
      .pipe(new RunnablePassthrough())
      .transform(new Source({ deafAt: 2 }).async, { signal: c.signal });
    await s.next();
    c.abort();
    const e = await caught(s.next());
    expect(errorInfo(e)?.path).toEqual(["RunnableSequence"]);
    const s1 = (new RunnablePassthrough().withConfig({}) as any)
      .pipe(L((x: any) => x))
      .pipe(new RunnablePassthrough())
      .stream(1, { signal: c.signal });
    expect(errorInfo(await caught(s1.next()))?.path).toEqual(["RunnableSequence"]);
  });
  it("the path of an abort with one fused step", async () => {
    const c = new AbortController();
    const chain = L(() => new Source({ deafAt: 2 }).async).pipe(new RunnablePassthrough());
    const s = chain.stream(1, { signal: c.signal });
    await s.next();
    c.abort();
    expect(errorInfo(await caught(s.next()))?.path).toEqual(["RunnableSequence"]);
  });
  it("sync assign: leader with dropped chunks", () => {
    const chain = RunnableAssign.from({
      a: generator(function* (input: any) {
        const [x, y] = [...input];
        yield x;
        yield y;
      }),
    } as any) as any;
    const it2 = generator(function* () {
      yield { a: 1 };
      yield { a: 2 };
    }) as any;
    expect([...it2.pipe(chain).streamSync(1)]).toEqual([{ a: { a: 1 } }, { a: { a: 2 } }]);
  });
  it("final settles when a finally throws", async () => {
    const chain = generator(function () {
      return {
        next() {
          return { value: 1, done: false };
        },
        return() {
          throw new Error("fin");
        },
        [Symbol.iterator]() {
          return this;
        },
      };
    } as any) as any;
    const s = chain.stream(1);
    await s.next();
    await caught(s.return());
    const e = await caught(s.final());
    expect(isRunletError(e, "aborted")).toBe(true);
  });
  it("final asked before, then a finally throws on failure downstream", async () => {
    const src = L(() => ({
      next: () => ({ value: 1, done: false }),
      return() {
        throw new Error("fin");
      },
    }));
    let t: any;
    const s = src.pipe(new RunnablePassthrough()).pick("a").stream(1);
    const e = await Promise.race([
      caught(s.final()),
      new Promise((r) => {
        t = setTimeout(() => r("hung"), 50);
      }),
    ]);
    clearTimeout(t);
    expect(isRunletError(e, "config")).toBe(true);
  });
  it("async iterator whose next throws at once: path", async () => {
    const bad = L(
      () => ({
        [Symbol.asyncIterator]() {
          return {
            next() {
              throw new Error("x");
            },
            return() {
              returned++;
              return Promise.resolve({ done: true });
            },
          };
        },
      }),
      { name: "bad" },
    );
    let returned = 0;
    const e = await caught(bad.pipe(new RunnablePassthrough()).pipe(new RunnablePassthrough()).invoke(1));
    expect(errorInfo(e)?.path).toEqual(["RunnableSequence", "bad"]);
    expect(returned).toBe(0);
  });
  it("thenable", async () => {
    expect(
      await L(() => ({
        then(r: any) {
          r(5);
        },
      })).invoke(1),
    ).toBe(5);
  });
  it("bare async iterator", async () => {
    let n = 0;
    expect(
      await L(() => ({
        next: async () => (n++ < 2 ? { value: n, done: false } : { value: undefined, done: true }),
      })).invoke(1),
    ).toEqual([1, 2]);
  }, 1000);
  it("not a generator", async () => {
    for (const out of [5, undefined, null]) {
      const e = await caught((generator((() => out) as any) as any).invoke(1));
      expect(isRunletError(e, "config"), String(e)).toBe(true);
    }
    const e = await caught((generator((() => Promise.reject(new Error("x"))) as any) as any).invoke(1));
    expect(isRunletError(e, "config"), String(e)).toBe(true);
  });
  it("recursion through branches", async () => {
    expect(await parallelOf({ a: () => letters }).invoke(1, { recursionLimit: 1 })).toEqual({ a: "ab" });
  });
  it("left behind generator sees an error and not an end", async () => {
    let go: any;
    let saw: any;
    const gate = new Promise((r) => (go = r));
    const g = generator(async function* (input: any) {
      await gate;
      try {
        for await (const _ of input);
        saw = "end";
      } catch (e) {
        saw = e;
      }
      yield 1;
    }) as any;
    const s = g.stream("x");
    const n = s.next();
    await s.return();
    await n;
    go();
    await tick();
    expect(isRunletError(saw, "aborted")).toBe(true);
  });
  it("sync tee: a failure is told to every branch", () => {
    const src = generator(function* () {
      yield 1;
      throw new Error("src");
    }) as any;
    const saw: string[] = [];
    const branch = (k: string) =>
      generator(function* (input: any) {
        try {
          for (const _ of input);
          saw.push(k + " end");
        } catch {
          saw.push(k + " error");
        }
        yield k;
      }) as any;
    try {
      [...src.pipe({ a: branch("a"), b: branch("b") }).streamSync(1)];
    } catch {}
    expect(saw).toEqual(["a error", "b error"]);
  });
  it("proto key in config", async () => {
    const cfg = JSON.parse('{"__proto__":{"recursionLimit":0}}');
    expect(await L(() => letters).invoke(1, cfg)).toBe("ab");
  });
  it("batch keeps bound maxConcurrency", async () => {
    let now = 0,
      max = 0;
    const r = L(async () => {
      max = Math.max(max, ++now);
      await tick();
      now--;
    }).withConfig({ maxConcurrency: 2 });
    await r.batch([1, 2, 3, 4, 5]);
    expect(max).toBe(2);
  });
  it("toReadableStream: what cannot be encoded ends the run", async () => {
    const src = new Source({ chunk: () => 1n });
    const s = new RunnablePassthrough().transform(src.async);
    await caught(s.toResponse().text());
    expect(src.returned).toBe(1);
  });
  it("signal reason reaches every stage", async () => {
    const c = new AbortController();
    let sig: any;
    const chain = L((x: any, config: any) => {
      sig = config.signal;
      return new Promise(() => {});
    }).pipe((x: any) => x);
    const p = caught(chain.invoke(1, { signal: c.signal }));
    c.abort("why");
    await p;
    expect(sig.reason).toBe("why");
  });
  it("tee: a finally that throws when branches leave early", async () => {
    const src = generator(async function* () {
      try {
        while (true) yield 1;
      } finally {
        throw new Error("fin");
      }
    }) as any;
    const branch = generator(async function* (input: any) {
      for await (const _ of input) break;
      yield 1;
      await tick();
      yield 2;
    }) as any;
    await caught(src.pipe({ a: branch }).invoke(1));
    await tick();
  });
  it("join that throws: same error in final and invoke", async () => {
    const g = () =>
      generator(
        async function* g() {
          yield 1;
        },
        {
          join: () => {
            throw new Error("join");
          },
        },
      ) as any;
    const chain = new RunnablePassthrough().pipe(g()) as any;
    const a = await caught(chain.invoke(1)),
      b = await caught(chain.stream(1).final());
    expect(errorInfo(a)?.path).toEqual(["RunnableSequence", "g"]);
    expect(errorInfo(b)?.path).toEqual(["RunnableSequence", "g"]);
    const s = chain.stream(1);
    for await (const _ of s) break;
    expect(isRunletError(await caught(s.final()), "aborted")).toBe(true);
  });
  it("sync partial", async () => {
    const g = generator(
      function* g() {
        yield "a";
        throw new Error("x");
      },
      { join: "text" },
    ) as any;
    const e = (() => {
      try {
        [...g.streamSync(1)];
      } catch (e) {
        return e;
      }
    })();
    expect(errorInfo(e)?.partial).toBe("a");
  });
  it("window through assign with a collecting mapping", async () => {
    const src = new Source({ chunk: (i) => ({ ["k" + (i % 3)]: i }) });
    const s = (RunnableAssign.from({ z: (x: any) => 1 } as any) as any).transform(src.async);
    for (let i = 0; i < 10; i++) await s.next();
    await tick();
    expect(src.made).toBeLessThanOrEqual(16);
    await s.return();
  });
  it("no listener left by a late branch", async () => {
    const c = new AbortController();
    const p = parallel({
      a: new RunnablePassthrough().withConfig({ signal: c.signal }),
      b: new RunnablePassthrough(),
    }) as any;
    const src = new Source({ length: 1 });
    const s = p.transform(src.async, { maxConcurrency: 1 });
    const n = s.next();
    for (let i = 0; i < 100; i++) {
      await null;
      if (src.over) break;
    }
    await s.return();
    await n;
    await tick();
    expect(getEventListeners(c.signal, "abort").length).toBe(0);
  });
});
