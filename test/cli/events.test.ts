import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { glmError } from "../../src/testing/glm-server/reply.ts";
import { inside, live, MAIN, runlet, MODEL_LINE } from "./runlet.ts";

interface Told {
  readonly event: string;
  readonly name: string;
  readonly run_id: string;
  readonly parent_ids: readonly string[];
  readonly data: { readonly chunk?: unknown; readonly output?: unknown; readonly error?: { readonly code: string } };
}

const told = (out: string): Told[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const named = (events: readonly Told[]) => events.map(({ event, name }) => `${event} ${name}`);

describe("--events in a pipe", { timeout: 30_000 }, () => {
  it("prints each event as a line of JSON", async () => {
    const { server, env } = await live([["It", " is"]]);
    await using _ = server;
    const { code, out, err } = await runlet(["--events", "what color?"], env);
    expect({ code, err }).toEqual({ code: 0, err: MODEL_LINE });
    const events = told(out);
    expect(named(events)).toEqual([
      "on_chain_start runlet",
      "on_prompt_start prompt",
      "on_prompt_end prompt",
      "on_chat_model_start model",
      "on_chat_model_stream model",
      "on_parser_start parser",
      "on_parser_stream parser",
      "on_chain_stream runlet",
      "on_chat_model_stream model",
      "on_parser_stream parser",
      "on_chain_stream runlet",
      "on_chat_model_stream model",
      "on_chat_model_end model",
      "on_parser_end parser",
      "on_chain_end runlet",
    ]);
    expect(Object.keys(events[0]!)).toEqual(["event", "name", "run_id", "parent_ids", "tags", "metadata", "data"]);
    expect(events[0]!.data).toEqual({ input: { question: "what color?" } });
    expect(events[4]).toMatchObject({
      parent_ids: [events[0]!.run_id],
      data: { chunk: { type: "ai", content: "It" } },
    });
    expect(events.at(-1)!.data.output).toBe("It is");
  });

  it.each([
    [
      ["--types", "chat_model,parser"],
      ["model", "parser"],
    ],
    [
      ["--types", "chat_model", "--types", " prompt "],
      ["prompt", "model"],
    ],
    [["--names", "runlet"], ["runlet"]],
    [
      ["--tags", "seq:step:3", "--names", "prompt"],
      ["prompt", "parser"],
    ],
    [["--names", "nobody"], []],
  ])("%j prints those of %j only", async (options, names) => {
    const { server, env } = await live([["It", " is"]]);
    await using _ = server;
    const { code, out } = await inside(["--events", ...options, "what color?"], env);
    expect(code).toBe(0);
    expect([...new Set(out === "" ? [] : told(out).map(({ name }) => name))]).toEqual(names);
  });

  it("prints the events of a failure, and then says in one line what it was", async () => {
    const { server, env } = await live([glmError("1211"), { tokens: ["The", " sky"], cutAfter: 2 }]);
    await using _ = server;
    const refused = await runlet(["--events", "hello"], env);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^Model: .*\nrunlet: .*glm-4-plus.*\n$/);
    expect(named(told(refused.out)).slice(-2)).toEqual(["on_chat_model_error model", "on_chain_error runlet"]);
    const cut = await runlet(["--events", "hello"], env);
    expect(cut.code).toBe(1);
    const errors = told(cut.out).slice(-3);
    expect(named(errors)).toEqual(["on_chat_model_error model", "on_parser_error parser", "on_chain_error runlet"]);
    expect(errors.map(({ data }) => data.error?.code)).toEqual(["truncated", "truncated", "truncated"]);
  });

  it("prints the cancels when it is interrupted", async () => {
    const { server, env } = await live([Array.from({ length: 10_000 }, () => "word ")], { slow: 1 });
    await using _ = server;
    const child = spawn(process.execPath, [MAIN, "--events", "hello"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout }))
      if (lines.push(line) === 20) child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(130);
    expect(named(told(lines.slice(-3).join("\n")))).toEqual([
      "on_chat_model_cancel model",
      "on_parser_cancel parser",
      "on_chain_cancel runlet",
    ]);
  });

  it("ends quietly when nobody reads any more, with the request aborted", async () => {
    const { server, env } = await live([Array.from({ length: 10_000 }, () => "word ")], { slow: 1 });
    await using _ = server;
    const child = spawn(process.execPath, [MAIN, "--events", "hello"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (text) => (err += text));
    child.stdout.on("data", (text) => {
      if (String(text).includes("on_chat_model_stream")) child.stdout.destroy();
    });
    const [code] = await once(child, "close");
    expect({ code, err }).toEqual({ code: 141, err: MODEL_LINE });
    while (!(await server.recorded())[0]!.closed) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.requests[0]!.closed).toBe("aborted");
  });
});

describe("--events in a terminal", () => {
  it("prints lines to read, in which nothing acts on the terminal", async () => {
    const { server, env } = await live([["It", "\u001b[2J"]]);
    await using _ = server;
    const { code, out, err } = await inside(["--events", "what color?"], env, { columns: 70, colors: false });
    expect({ code, err }).toEqual({ code: 0, err: MODEL_LINE });
    const lines = out.trimEnd().split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(70);
    expect(lines.map((line) => line.slice(8))).toEqual([
      'on_chain_start           runlet {"question":"what color?"}',
      '  on_prompt_start        prompt {"question":"what color?"}',
      expect.stringMatching(/^ {2}on_prompt_end {10}prompt \{"messages":\[.*…$/),
      expect.stringMatching(/^ {2}on_chat_model_start {4}model {2}\{"messages":\[.*…$/),
      '  on_chat_model_stream   model  "It"',
      "  on_parser_start        parser",
      '  on_parser_stream       parser "It"',
      'on_chain_stream          runlet "It"',
      '  on_chat_model_stream   model  "\\u001b[2J"',
      '  on_parser_stream       parser "\\u001b[2J"',
      'on_chain_stream          runlet "\\u001b[2J"',
      expect.stringMatching(/^ {2}on_chat_model_stream {3}model {2}"" \{"usage_metadata":.*…$/),
      expect.stringMatching(/^ {2}on_chat_model_end {6}model {2}"It\\u001b\[2J" \{.*…$/),
      '  on_parser_end          parser "It\\u001b[2J"',
      'on_chain_end             runlet "It\\u001b[2J"',
    ]);
  });

  describe.skipIf(!hasScript())("that is a real one", { timeout: 30_000 }, () => {
    it.each([
      ["has colours", "", true],
      ["has none with NO_COLOR", "NO_COLOR=1", false],
    ])("%s", async (_, setting, colored) => {
      const { server, env } = await live([["It", " is"]]);
      await using __ = server;
      const line = `stty cols 60; ${setting} "${process.execPath}" "${MAIN}" --events hi`;
      const plain = { FORCE_COLOR: undefined, NO_COLOR: undefined, NODE_DISABLE_COLORS: undefined, CI: undefined };
      const child = spawn("script", ["-qec", line, "/dev/null"], {
        env: { ...process.env, ...plain, ...env, TERM: "xterm-256color" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let out = "";
      for await (const text of child.stdout) out += text;
      expect(out.includes("\u001b[36mon_chain_start\u001b[39m")).toBe(colored);
      expect(out.includes("\u001b")).toBe(colored);
      // oxlint-disable-next-line no-control-regex
      const lines = out.replace(/\u001b\[\d+m/g, "").split("\r\n");
      expect(lines).toHaveLength(17);
      expect(Math.max(...lines.map(({ length }) => length))).toBe(60);
    });
  });
});

/** Whether there is util-linux's way to run a command in a terminal. */
function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}
