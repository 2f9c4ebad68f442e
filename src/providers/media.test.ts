import { describe, expect, it } from "vitest";
import { mediaOf } from "./media.ts";

describe("mediaOf", () => {
  it.each([
    [
      { type: "image", data: "AQI=", mimeType: "image/png" },
      { data: "AQI=", mimeType: "image/png" },
    ],
    [{ type: "audio", data: Uint8Array.of(1, 2) }, { data: "AQI=" }],
    [{ type: "image", url: "https://example.com/a.png" }, { url: "https://example.com/a.png" }],
    [
      { type: "file", fileId: "f1", mimeType: "application/pdf" },
      { fileId: "f1", mimeType: "application/pdf" },
    ],
    [
      { type: "image", url: "data:image/png;base64,AQI=" },
      { data: "AQI=", mimeType: "image/png" },
    ],
    [
      { type: "image", url: "data:image/png;name=a;base64,AQI=" },
      { data: "AQI=", mimeType: "image/png" },
    ],
    [
      { type: "image", url: "data:;base64,AQI=", mimeType: "image/gif" },
      { data: "AQI=", mimeType: "image/gif" },
    ],
    [{ type: "image", url: "data:text/plain,abc" }, { url: "data:text/plain,abc" }],
  ])("of %j", (block, media) => {
    expect(mediaOf(block)).toEqual(media);
  });

  it("is nothing of a block without any, and of one of another kind", () => {
    expect(mediaOf({ type: "image" })).toBeUndefined();
    expect(mediaOf({ type: "text", text: "a", data: "AQI=" } as never)).toBeUndefined();
  });
});
