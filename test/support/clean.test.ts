import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Report {
  testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
}

/** Runs the dirty tests in a vitest of their own. */
function runDirty(): Promise<Report> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/support/dirty/vitest.config.ts"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args, "--reporter=json", "--silent"], { cwd: root }, (_, stdout) => {
      try {
        resolve(JSON.parse(stdout.slice(stdout.indexOf('{"num'))) as Report);
      } catch (cause) {
        reject(new Error(`No report: ${stdout}`, { cause }));
      }
    });
  });
}

describe("the check after every test", () => {
  it("fails a test for each kind of trace, and only for that", { timeout: 60_000 }, async () => {
    const report = await runDirty();
    const results = report.testResults.flatMap((file) => file.assertionResults);
    expect(results.length).toBe(17);
    for (const { title, status, failureMessages } of results) {
      if (title === "nothing") expect(status, failureMessages.join("\n")).toBe("passed");
      else expect(failureMessages.join("\n")).toContain(`The test left traces:\n- ${title}`);
    }
  });
});
