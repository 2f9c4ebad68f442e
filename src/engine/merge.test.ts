import { describe, expect, it } from "vitest";
import { CountedChunks } from "../../test/support/chunks.ts";
import { Merge, mergeSync } from "./merge.ts";

const wrap = (branch: number, chunk: unknown) => `${branch}${String(chunk)}`;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function all(merge: Merge): Promise<unknown[]> {
  const seen = [];
  for (let result = await merge.next(); !result.done; result = await merge.next()) seen.push(result.value);
  return seen;
}

describe("merge", () => {
  it("gives the chunks of branches in turn, where all are ready", async () => {
    const branches = ["abc", "x", "12"].map((chunks) => new CountedChunks(chunks));
    expect(await all(new Merge(branches, wrap))).toEqual(["0a", "1x", "21", "0b", "22", "0c"]);
    expect([
      ...mergeSync(
        ["abc", "x", "12"].map((chunks) => new CountedChunks(chunks)),
        wrap,
        () => 0,
      ),
    ]).toEqual(["0a", "1x", "21", "0b", "22", "0c"]);
  });

  it("asks no branch for more than one chunk ahead", async () => {
    const branches = ["abcdef", "123456"].map((chunks) => new CountedChunks(chunks));
    const merge = new Merge(branches, wrap);
    await merge.next();
    await turn();
    expect(branches.map((branch) => branch.asked)).toEqual([1, 1]);
    await merge.next();
    await turn();
    expect(branches.map((branch) => branch.asked)).toEqual([2, 1]);
    await merge.return();
    expect(branches.map((branch) => branch.closed)).toEqual([1, 1]);
  });

  it("begins a branch when there is a slot for it", async () => {
    const branches = ["ab", "cd", "ef"].map((chunks) => new CountedChunks(chunks));
    const merge = new Merge(branches, wrap, 1);
    expect((await merge.next()).value).toBe("0a");
    expect(branches.map((branch) => branch.asked)).toEqual([1, 0, 0]);
    expect(await all(merge)).toEqual(["0b", "1c", "1d", "2e", "2f"]);
  });

  it("may be left by a branch that is asked", async () => {
    const leaving = new CountedChunks("b");
    const merge = new Merge([new CountedChunks("a"), leaving], wrap, 1);
    const left: Promise<unknown>[] = [];
    leaving.next = async () => {
      left.push(merge.return());
      return leaving.nextSync();
    };
    expect(await all(merge)).toEqual(["0a"]);
    expect(left.length).toBe(1);
    await left[0];
    expect(leaving.closed).toBe(1);
  });

  it("ends the other branches when one fails, after what had come", async () => {
    const failing = function* () {
      yield "a";
      throw new Error("boom");
    };
    const branches = [new CountedChunks(failing()), new CountedChunks("1234")];
    const merge = new Merge(branches, wrap);
    expect((await merge.next()).value).toBe("0a");
    expect((await merge.next()).value).toBe("11");
    await expect(all(merge)).rejects.toThrow("boom");
    expect(branches[1]!.closed).toBeGreaterThan(0);
  });
});
