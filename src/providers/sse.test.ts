import { existsSync, readFileSync } from "node:fs";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runOps } from "../../test/support/run-ops.ts";
import { decodeUtf8, serverSentEvents, type ServerSentEvent, type ServerSentEventsOptions } from "./sse.ts";

const step = { name: "sse", parent: undefined };

/** Runs pieces of a body through both ops. */
function read(pieces: Iterable<Uint8Array>, options: ServerSentEventsOptions): ServerSentEvent[] {
  return [...runOps<ServerSentEvent>([decodeUtf8(step), serverSentEvents(step, options)], pieces)];
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const keep = (text: string): ServerSentEvent[] => read([bytes(text)], { lastEvent: "keep" });
const drop = (text: string): ServerSentEvent[] => read([bytes(text)], { lastEvent: "drop" });

const suite = new URL("../../../shared/suites/sse-wpt/parse-cases.json", import.meta.url);
interface Case {
  name: string;
  bodyBase64: string;
  expect: { events: { type: string; data: string; lastEventId: string }[]; retry: number | null };
}

describe.skipIf(!existsSync(suite))("web-platform-tests (needs ../shared/suites/sse-wpt)", () => {
  const cases: Case[] = existsSync(suite) ? JSON.parse(readFileSync(suite, "utf8")) : [];

  it("has its 26 cases", () => {
    expect(cases).toHaveLength(26);
  });

  it.each(cases)("$name, cut at every byte", ({ bodyBase64, expect: expected }) => {
    const body = new Uint8Array(Buffer.from(bodyBase64, "base64"));
    const check = (pieces: Uint8Array[]): void => {
      let retry: number | null = null;
      const events = read(pieces, { lastEvent: "drop", onRetry: (milliseconds) => (retry = milliseconds) });
      expect(events.map(({ event, data, id }) => ({ type: event, data, lastEventId: id }))).toEqual(expected.events);
      expect(events.every((event) => event.complete)).toBe(true);
      expect(retry).toBe(expected.retry);
    };
    for (let cut = 0; cut <= body.length; cut++) check([body.subarray(0, cut), body.subarray(cut)]);
    check(Array.from(body, (byte) => Uint8Array.of(byte)));
  });
});

describe("the last event", () => {
  it("is kept, and said to be incomplete, whatever is missing of its end", () => {
    const incomplete = { event: "message", data: "b", id: "", complete: false };
    for (const tail of ["data: b", "data: b\n", "data: b\r", "data: b\r\n"])
      expect(keep(`data: a\n\n${tail}`).slice(1)).toEqual([incomplete]);
  });

  it("is complete where a carriage return is the last byte of its blank line", () => {
    for (const body of ["data: b\r\r", "data: b\n\r", "data: b\r\n\r"]) {
      expect(keep(body)).toEqual([{ event: "message", data: "b", id: "", complete: true }]);
      expect(drop(body)).toEqual(keep(body));
    }
  });

  it("is dropped where the specification is asked for", () => {
    expect(drop("data: a\n\ndata: b\n")).toEqual([{ event: "message", data: "a", id: "", complete: true }]);
  });

  it("is not made of nothing", () => {
    for (const body of ["", "\n", ": comment", "event: x\n", "data: a\n\n"])
      expect(keep(body).filter((event) => !event.complete)).toEqual([]);
  });
});

describe("the error field of llama.cpp", () => {
  it("is an event named error", () => {
    expect(keep('data: a\n\nerror: {"code":500}\n\n')).toEqual([
      { event: "message", data: "a", id: "", complete: true },
      { event: "error", data: '{"code":500}', id: "", complete: true },
    ]);
  });

  it("is kept at the end without its line end", () => {
    expect(keep('error: {"code":5')).toEqual([{ event: "error", data: '{"code":5', id: "", complete: false }]);
  });

  it("is not any other unknown field", () => {
    expect(keep("errors: x\n\nError: x\n\nerror x\n\n")).toEqual([]);
  });
});

describe("bytes", () => {
  it("that are cut inside a character give the character", () => {
    const body = bytes("data: 鹦鹉🦜\n\n");
    for (let cut = 0; cut <= body.length; cut++)
      expect(read([body.subarray(0, cut), body.subarray(cut)], { lastEvent: "keep" })[0]?.data).toBe("鹦鹉🦜");
  });

  it("that end inside a character give the replacement character", () => {
    expect(read([bytes("data: 🦜").subarray(0, -1)], { lastEvent: "keep" })[0]?.data).toBe("\ufffd");
  });

  it("that spell a byte order mark in Latin-1 are text", () => {
    expect(keep("ï»¿data: a\n\ndata: b\n\n").map((event) => event.data)).toEqual(["b"]);
  });
});

it("gives what a plain feed of the parser gives, wherever the body is cut", () => {
  const piece = fc.constantFrom(
    "data",
    ":",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "id",
    "event",
    "retry: 5",
    "x",
    "é",
    "🦜",
    "﻿",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(120), { maxLength: 12 }), (parts, cuts) => {
      const whole = parts.join("");
      const expected: { event: string; data: string; id: string }[] = [];
      let lastEventId = "";
      const parser = createParser({
        onEvent: ({ event = "message", data, id }) => {
          lastEventId = id ?? lastEventId;
          expected.push({ event, data, id: lastEventId });
        },
      });
      // The parser takes a mark off its first piece as well: that would be a second one.
      parser.feed("");
      parser.feed(whole.replace(/^\ufeff/, ""));
      if (whole.endsWith("\r")) parser.feed("\n");

      const body = bytes(whole);
      const offsets = [0, ...cuts.map((cut) => Math.min(cut, body.length)).toSorted((a, b) => a - b), body.length];
      const pieces = offsets.slice(1).map((to, i) => body.subarray(offsets[i], to));
      const events = read(pieces, { lastEvent: "drop" });
      expect(events.map(({ event, data, id }) => ({ event, data, id }))).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});
