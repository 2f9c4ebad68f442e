import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glmError } from "../../src/testing/glm-server/reply.ts";
import { glmServer } from "../../src/testing/glm-server/server.ts";
import { KEY, live, MAIN, runlet } from "./runlet.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runlet-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("without a key", { timeout: 30_000 }, () => {
  it("gives no demo where the output is not a terminal", async () => {
    const { code, out, err } = await runlet(["--no-probe", "tell me a joke about parrot"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/ZHIPUAI_API_KEY.*\n.*--demo/);
  });

  it.each([["--demo"], ["--demo-if-needed"]])("streams the demo with %s, and says that it is one", async (flag) => {
    const { code, out, err } = await runlet([flag, "--no-probe", "tell me a joke about parrot"]);
    expect(code).toBe(0);
    expect(out).toMatch(/parrot.*\n$/);
    expect(err).toMatch(/^Model: the demo.*ZHIPUAI_API_KEY.*\n$/);
  });

  it("prints | between chunks with --chunks", async () => {
    const { out } = await runlet(["--demo", "--chunks", "tell me a joke about parrot"]);
    expect(out).toMatch(/^Why\| did\| the\| parrot\|/);
  });

  it("says what is wrong with its use", async () => {
    expect(await runlet([])).toMatchObject({ code: 2, err: expect.stringContaining("Nothing was asked") });
    expect(await runlet(["--nope", "x"])).toMatchObject({ code: 2, err: expect.stringContaining("--nope") });
    expect(await runlet(["--temperature", "7", "x"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("from 0 to 2"),
    });
    expect(await runlet(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--demo"), err: "" });
    expect((await runlet(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("with a key", { timeout: 30_000 }, () => {
  it("asks the model, says which one, and prints nothing but the answer", async () => {
    const { server, env } = await live([["It", " is", " blue", "."]]);
    await using _ = server;
    expect(await runlet(["--model", "glm-x", "what", "color?"], env)).toEqual({
      code: 0,
      out: "It is blue.\n",
      err: "Model: zhipu:glm-x (it was named).\n",
    });
    expect(server.requests[0]).toMatchObject({
      headers: { authorization: `Bearer ${KEY}` },
      body: { model: "glm-x", messages: [{ role: "user", content: "what color?" }] },
    });
  });

  it("never sends it in the demo", async () => {
    const { server, env } = await live([["no"]]);
    await using _ = server;
    expect((await runlet(["--demo", "tell me a joke about parrot"], env)).out).toContain("parrot");
    expect(server.requests.length).toBe(0);
  });

  it("takes it, and more, from a config file", async () => {
    const server = await glmServer({ replies: [["ok"]] });
    await using _ = server;
    const file = join(folder, "runlet.yaml");
    await writeFile(file, `api_key: ${KEY}\nmodel: glm-y\ntemperature: 0.5\nbase_url: ${server.url}\n`);
    expect(await runlet(["--config", file, "hello"])).toMatchObject({ code: 0, out: "ok\n" });
    expect(server.requests[0]!.body).toMatchObject({ model: "glm-y", temperature: 0.5 });
  });

  it.each([
    ["api_key: [", /not valid YAML/],
    ["apikey: s3cr3t", /unknown setting "apikey"/],
    ["api_key: 3", /api_key has to be a string/],
    ["- s3cr3t", /not a list of settings/],
  ])("says what is wrong with a config file, without quoting it: %s", async (text, message) => {
    const file = join(folder, "wrong.yaml");
    await writeFile(file, text);
    const { code, err } = await runlet(["--config", file, "hello"]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toContain("s3cr3t");
  });

  it("says in one line why it failed, after what had come", async () => {
    const { server, env } = await live([glmError("1211"), { tokens: ["The", " sky"], cutAfter: 2 }]);
    await using _ = server;
    const refused = await runlet(["hello"], env);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toMatch(/^Model: zhipu:glm-4-plus \(ZHIPUAI_API_KEY is set\)\.\nrunlet: .*glm-4-plus.*\n$/);
    const cut = await runlet(["hello"], env);
    expect(cut).toMatchObject({ code: 1, out: "The sky\n" });
    expect(cut.err).toMatch(/^Model: .*\nrunlet: .*broke off.*\n$/);
  });

  it.each([
    ["SIGINT", 130, (child: ReturnType<typeof spawn>) => void child.kill("SIGINT")],
    ["SIGTERM", 143, (child: ReturnType<typeof spawn>) => void child.kill("SIGTERM")],
    ["a reader that has gone", 141, (child: ReturnType<typeof spawn>) => void child.stdout!.destroy()],
  ])("%s ends it at once, with the request aborted", async (_, status, interrupt) => {
    const { server, env } = await live([Array.from({ length: 10_000 }, () => "word ")], { slow: 1 });
    await using __ = server;
    const child = spawn(process.execPath, [MAIN, "hello"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    await once(child.stdout, "data");
    interrupt(child);
    const [code] = await once(child, "exit");
    expect(code).toBe(status);
    while (!(await server.recorded())[0]!.closed) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(server.requests[0]!.closed).toBe("aborted");
  });
});
