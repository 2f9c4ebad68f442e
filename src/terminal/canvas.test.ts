import { describe, expect, it } from "vitest";
import { Canvas, type Pen } from "./canvas.ts";

const pen = (dashed = false): Pen => ({ net: {}, dashed });

describe("a canvas", () => {
  it("shows text where it was written, and what was written later over it", () => {
    const canvas = new Canvas();
    canvas.write([2, 2], "abc");
    canvas.write([3, 2], "B");
    canvas.write([0, 0], "x ");
    expect(canvas.toString()).toBe("x\n\n  aBc");
  });

  it("gives wide characters two columns, and marks none", () => {
    const canvas = new Canvas();
    canvas.write([0, 0], "鹦e\u0301|");
    canvas.write([3, 1], "|");
    expect(canvas.toString()).toBe("鹦e\u0301|\n   |");
  });

  it("joins lines of one net", () => {
    const canvas = new Canvas();
    const net = pen();
    for (const x of [0, 2, 4])
      canvas.line(
        [
          [2, 0],
          [2, 1],
          [x, 1],
          [x, 2],
        ],
        net,
      );
    expect(canvas.toString()).toBe("  │\n┌─┼─┐\n│ │ │");
  });

  it("leads a line over one of another net", () => {
    const canvas = new Canvas();
    canvas.line(
      [
        [0, 1],
        [4, 1],
      ],
      pen(),
    );
    canvas.line(
      [
        [2, 0],
        [2, 2],
      ],
      pen(),
    );
    expect(canvas.toString()).toBe("  │\n──│──\n  │");
  });

  it("shows dashes where no line is whole", () => {
    const canvas = new Canvas();
    const net = {};
    canvas.line(
      [
        [0, 0],
        [0, 2],
        [3, 2],
        [3, 4],
      ],
      { net, dashed: true },
    );
    expect(canvas.toString()).toBe("┆\n┆\n└┄┄┐\n   ┆\n   ┆");
    canvas.line(
      [
        [3, 2],
        [3, 4],
      ],
      { net, dashed: false },
    );
    expect(canvas.toString()).toBe("┆\n┆\n└┄┄┐\n   │\n   │");
  });
});
