import { describe, expect, it } from "vitest";
import { RunLog } from "../../src/runs/run-log.ts";
import { glmError } from "../../src/testing/glm-server/reply.ts";
import { inside, live, runlet, MODEL_LINE } from "./runlet.ts";

const read = (out: string) =>
  RunLog.from(
    out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );

describe("--log in a pipe", { timeout: 30_000 }, () => {
  it("prints each patch as a line of JSON", async () => {
    const { server, env } = await live([["It", " is"]]);
    await using _ = server;
    const { code, out, err } = await runlet(["--log", "what color?"], env);
    expect({ code, err }).toEqual({ code: 0, err: MODEL_LINE });
    const { state } = read(out);
    expect(state).toMatchObject({ name: "runlet", streamed_output: ["It", " is"], final_output: "It is" });
    expect(Object.keys(state!.logs)).toEqual(["prompt", "model", "parser"]);
    expect(state!.logs["model"]).toMatchObject({ type: "chat_model", streamed_output_str: ["It", " is", ""] });
  });

  it("prints of the steps that pass, and of the whole", async () => {
    const { server, env } = await live([["It", " is"]]);
    await using _ = server;
    const { out } = await inside(["--log", "--types", "parser", "what color?"], env);
    expect(read(out).state).toMatchObject({ name: "runlet", final_output: "It is" });
    expect(Object.keys(read(out).state!.logs)).toEqual(["parser"]);
  });

  it("prints the errors of a failure, and then says in one line what it was", async () => {
    const { server, env } = await live([glmError("1211")]);
    await using _ = server;
    const { code, out, err } = await inside(["--log", "hello"], env);
    expect(code).toBe(1);
    expect(err).toMatch(/^Model: .*\nrunlet: .*glm-4-plus.*\n$/);
    const error = { name: "RunletError", code: "not_found" };
    expect(read(out).state).toMatchObject({ error, logs: { model: { error } } });
  });
});

it("--log in a terminal prints lines to read", async () => {
  const { server, env } = await live([["It"]]);
  await using _ = server;
  const args = ["--log", "--names", "parser", "what color?"];
  const { code, out, err } = await inside(args, env, { columns: 80, colors: false });
  expect({ code, err }).toEqual({ code: 0, err: MODEL_LINE });
  const lines = out.trimEnd().split("\n");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.map((line) => line.slice(8))).toEqual([
    expect.stringMatching(/^replace "" {33}\{"id":".*…$/),
    expect.stringMatching(/^add {5}\/logs\/parser {23}\{"id":".*…$/),
    'add     /logs/parser/streamed_output/-     "It"',
    'add     /logs/parser/streamed_output_str/- "It"',
    'add     /streamed_output/-                 "It"',
    'add     /logs/parser/final_output          "It"',
    expect.stringMatching(/^add {5}\/logs\/parser\/end_time {14}"2/),
    'replace /final_output                      "It"',
  ]);
});
