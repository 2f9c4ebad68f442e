import { describe, expect, it } from "vitest";
import { samplingParameters } from "./parameters.ts";

describe("samplingParameters", () => {
  it.each([
    [0, { temperature: 0.01, do_sample: false }],
    [-1, { temperature: 0.01, do_sample: false }],
    [0.001, { temperature: 0.01 }],
    [0.5, { temperature: 0.5 }],
    [0.123456, { temperature: 0.12 }],
    [0.29, { temperature: 0.29 }],
    [0.996, { temperature: 0.99 }],
    [1, { temperature: 0.99 }],
    [1.5, { temperature: 0.99 }],
  ])("temperature %s", (temperature, sent) => {
    expect(samplingParameters({ temperature })).toStrictEqual(sent);
  });

  it.each([
    [0, 0.01],
    [0.7, 0.7],
    [0.955, 0.96],
    [1, 0.99],
  ])("topP %s", (topP, sent) => {
    expect(samplingParameters({ topP })).toStrictEqual({ top_p: sent });
  });

  it("sends nothing that was not given", () => {
    expect(samplingParameters({ temperature: undefined, topP: undefined })).toStrictEqual({});
  });

  it.each([NaN, Infinity, -Infinity])("refuses %s", (value) => {
    expect(() => samplingParameters({ temperature: value })).toThrow(
      `temperature is ${value}: give a number from 0 to 1.`,
    );
    expect(() => samplingParameters({ topP: value })).toThrow("topP is");
  });
});
