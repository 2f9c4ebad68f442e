import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { command } from "../../src/cli/command.ts";
import { live, MAIN, MODEL_LINE, runlet } from "./runlet.ts";

const RUNLET = `"${process.execPath}" "${MAIN}"`;

/** The command in a line of a shell, and what the model was asked. */
async function inShell(line: string, extra: Record<string, string> = {}) {
  const { server, env } = await live([["ok"]]);
  await using _ = server;
  const { stdout, stderr } = await promisify(execFile)("sh", ["-c", line], {
    env: { ...process.env, ...env, ...extra },
  });
  const body = server.requests[0]?.body as { messages: { content: string }[] } | undefined;
  return { out: stdout, err: stderr, asked: body?.messages[0]?.content };
}

describe.skipIf(process.platform === "win32")("what is piped into it", { timeout: 30_000 }, () => {
  it.each([
    ["stands behind the question", `printf 'a\\n  b\\n\\n' | ${RUNLET} sum up`, "sum up\n\na\n  b"],
    ["is the question where there is none", `echo 'what {color}?' | ${RUNLET}`, "what {color}?"],
    ["is waited for", `(sleep 0.2; printf a; sleep 0.2; printf b) | ${RUNLET} sum up -`, "sum up\n\nab"],
    ["may be nothing", `${RUNLET} hi < /dev/null`, "hi"],
    ["may be closed", `${RUNLET} hi <&-`, "hi"],
  ])("%s", async (_, line, asked) => {
    expect(await inShell(line)).toEqual({ out: "ok\n", err: MODEL_LINE, asked });
  });

  it("may be a file, in any language", async () => {
    const folder = await mkdtemp(join(tmpdir(), "runlet-stdin-"));
    const text = "鹦鹉🦜".repeat(30_000);
    await writeFile(join(folder, "long.txt"), text);
    expect((await inShell(`${RUNLET} sum up < long.txt`.replace("long.txt", join(folder, "long.txt")))).asked).toBe(
      `sum up\n\n${text}`,
    );
    await rm(folder, { recursive: true });
  });

  it("may be what a program writes", async () => {
    const { server, env } = await live([["ok"]]);
    await using _ = server;
    expect(await runlet(["sum up"], env, "a text")).toEqual({ code: 0, out: "ok\n", err: MODEL_LINE });
    expect(server.requests[0]!.body).toMatchObject({ messages: [{ content: "sum up\n\na text" }] });
  });

  it("is left out, and said to be, where a program writes nothing and leaves it open", async () => {
    const { server, env } = await live([["ok"]]);
    await using _ = server;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN, "hi"], {
      env: { ...process.env, ...env },
    });
    expect(stdout).toBe("ok\n");
    expect(stderr).toMatch(/^runlet: Nothing came on the standard input.*\nModel: .*\n$/);
  });

  it("is waited for, with a word, where a pipe is silent, until Ctrl-C", async () => {
    // In a group of its own, so that only the command is interrupted, and the pipe ends with it.
    const child = spawn("sh", ["-c", `sleep 60 | exec ${RUNLET} --demo hi`], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let err = "";
    for await (const text of child.stderr) {
      err += text;
      if (err.includes("\n")) break;
    }
    process.kill(-child.pid!, "SIGINT");
    const [code, signal] = await once(child, "close");
    expect(err).toMatch(/^runlet: Waiting for the end of the standard input.*\n$/);
    expect(signal ?? code).toBeOneOf([130, "SIGINT"]);
  });
});

describe("the standard input", () => {
  const at = (input: string | undefined) => {
    const said: string[] = [];
    const surroundings = {
      env: {},
      terminal: undefined,
      signal: new AbortController().signal,
      input: async () => input,
      out: (text: string) => void said.push(text),
      err: (text: string) => void said.push(text),
    };
    return { said, surroundings };
  };

  it.each([
    [[], undefined, "Nothing was asked."],
    [[], " \n", "Nothing was asked."],
    [["sum up", "-"], undefined, "is a terminal"],
  ])("is no question: %j, %j", async (args, input, message) => {
    const { said, surroundings } = at(input);
    expect(await command(args, surroundings)).toBe(2);
    expect(said.join("")).toContain(message);
  });

  it.skipIf(!hasScript())("is not read where it is a terminal", { timeout: 30_000 }, async () => {
    const { server, env } = await live([["ok"]]);
    await using _ = server;
    const child = spawn("script", ["-qec", `${RUNLET} hi`, "/dev/null"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    for await (const text of child.stdout) out += text;
    expect(out).toBe(`${MODEL_LINE}ok\n`.replaceAll("\n", "\r\n"));
    expect(server.requests[0]!.body).toMatchObject({ messages: [{ content: "hi" }] });
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
