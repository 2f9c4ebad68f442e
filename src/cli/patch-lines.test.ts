import { expect, it } from "vitest";
import { AIMessageChunk } from "../messages/ai.ts";
import { RunLogPatch } from "../runs/run-log-patch.ts";
import { patchLines } from "./patch-lines.ts";

it("a patch is a line for each operation, with the time, the operation, the path and the value", () => {
  const patch = new RunLogPatch({
    ops: [
      { op: "replace", path: "", value: { id: "1", final_output: undefined } },
      { op: "add", path: "/logs/model/streamed_output/-", value: new AIMessageChunk("Why") },
      { op: "add", path: "/logs/model/streamed_output_str/-", value: "Why\u001b[2J" },
      { op: "add", path: "/logs/model/final_output", value: undefined },
    ],
  });
  expect(patchLines(patch, 0.5, { columns: 67, colors: false })).toBe(
    [
      '  0.500 replace ""                                 {"id":"1"}',
      '  0.500 add     /logs/model/streamed_output/-      "Why"',
      '  0.500 add     /logs/model/streamed_output_str/-  "Why\\u001b[2J"',
      "  0.500 add     /logs/model/final_output",
      "",
    ].join("\n"),
  );
});
