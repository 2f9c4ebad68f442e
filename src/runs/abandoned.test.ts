import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { turn } from "../../test/contract/ways.ts";
import { Source } from "../../test/support/source.ts";
import { generator } from "../runnables/generator.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects garbage until it is so; a finalizer comes in a turn of its own. */
async function eventually(is: () => boolean): Promise<boolean> {
  for (let turns = 0; turns < 200 && !is(); turns++) {
    collect();
    await turn();
  }
  return is();
}

const chainOf = (source: Source) =>
  generator((_: AsyncIterable<string>) => source.async as AsyncIterable<string>, { join: "text" });

const STREAMS = {
  stream: (source: Source) => chainOf(source).stream("x"),
  streamEvents: (source: Source) => chainOf(source).streamEvents("x"),
  streamLog: (source: Source) => chainOf(source).streamLog("x"),
};

it.each(Object.keys(STREAMS) as (keyof typeof STREAMS)[])("a %s that is dropped ends its run", async (method) => {
  const source = new Source({ chunk: () => "a" });
  await (async () => {
    const stream: AsyncIterator<unknown> = STREAMS[method](source);
    for (let read = 0; read < 5; read++) await stream.next();
  })();
  expect(source.ended).toBe(0);
  expect(await eventually(() => source.ended === 1)).toBe(true);
});

it("a chunk that somebody waits for still comes", async () => {
  const source = new Source({ chunk: () => "a" });
  const late = new Promise<void>((resolve) => setTimeout(resolve, 20));
  const slow = generator(
    async function* (_: AsyncIterable<string>) {
      await late;
      yield* source.async as AsyncIterable<string>;
    },
    { join: "text" },
  );
  const first = slow.stream("x").next();
  await eventually(() => false);
  expect(await first).toEqual({ value: "a", done: false });
  expect(await eventually(() => source.ended === 1)).toBe(true);
});

it("a whole output that somebody waits for still comes", async () => {
  const source = new Source({ length: 50, chunk: () => "a" });
  const whole = chainOf(source).stream("x").final();
  await eventually(() => source.over);
  expect(await whole).toBe("a".repeat(50));
});

it("an outcome that somebody waits for keeps no stream that is dropped", async () => {
  const source = new Source({ chunk: () => "a" });
  const settled = await (async () => {
    const stream = chainOf(source).stream("x");
    const { settled } = stream;
    for (let read = 0; read < 5; read++) await stream.next();
    return { settled };
  })();
  expect(await eventually(() => source.ended === 1)).toBe(true);
  expect(await settled.settled).toMatchObject({ status: "cancelled", partial: "aaaaa" });
});

it("an outcome that comes by itself still comes", async () => {
  const source = new Source({ length: 50, chunk: () => "a" });
  const { settled } = chainOf(source).stream("x");
  await eventually(() => source.over);
  expect(await settled).toMatchObject({ status: "ok", value: "a".repeat(50) });
});
