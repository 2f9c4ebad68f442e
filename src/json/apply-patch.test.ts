import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deepFreeze, same } from "../../test/support/json-values.ts";
import { hasShared, SHARED } from "../../test/support/shared.ts";
import { isRunletError } from "../errors/error.ts";
import { applyJsonPatch } from "./apply-patch.ts";
import type { JsonPatch, JsonPatchOperation } from "./operation.ts";
import type { JsonPatchError } from "./patch-error.ts";

type Patch = JsonPatch<JsonPatchOperation<unknown>>;

/** Freezes the document and the patch first, so that whoever writes to them fails. */
function applied(document: unknown, patch: unknown, maxCopied?: number): unknown {
  deepFreeze(document);
  deepFreeze(patch);
  return applyJsonPatch(document, patch as Patch, maxCopied === undefined ? {} : { maxCopied });
}

function failure(apply: () => unknown): JsonPatchError {
  try {
    apply();
  } catch (error) {
    if (isRunletError(error, "protocol") || isRunletError(error, "limit")) return error as JsonPatchError;
    throw error;
  }
  throw new Error("It did not fail.");
}

function readJson(...path: string[]): any {
  return JSON.parse(readFileSync(join(SHARED, "suites", ...path), "utf8"));
}

describe.skipIf(!hasShared)("json-patch-tests", () => {
  interface Case {
    readonly comment?: string;
    readonly doc: unknown;
    readonly patch: Patch;
    readonly expected?: unknown;
    readonly error?: string;
    readonly disabled?: boolean;
  }

  const files = hasShared ? ["spec_tests.json", "tests.json"] : [];
  const cases: Case[] = files.flatMap((file) => readJson("json-patch-tests", file));
  const enabled = cases.filter(({ disabled }) => !disabled);

  it("are there", () => expect([cases.length, enabled.length]).toEqual([112, 108]));

  it.each(enabled.map((one) => ({ ...one, title: one.comment ?? JSON.stringify(one.patch) })))("$title", (one) => {
    const before = structuredClone(one.doc);
    if ("error" in one) expect(failure(() => applied(one.doc, one.patch)).code).toBe("protocol");
    else {
      const after = applied(one.doc, one.patch);
      if ("expected" in one) expect(after).toEqual(one.expected);
    }
    expect(one.doc).toEqual(before);
  });
});

describe.skipIf(!hasShared)("the pointers of RFC 6901", () => {
  const { document, cases } = hasShared
    ? readJson("rfc-vectors/rfc6901-json-pointer.json")
    : { document: 0, cases: [] };

  it.each<{ pointer: string; value: unknown }>(cases)("$pointer", ({ pointer, value }) => {
    expect(applied(document, [{ op: "test", path: pointer, value }])).toBe(document);
    expect(
      applied(document, [
        { op: "replace", path: "", value: [] },
        { op: "add", path: "/0", value },
      ]),
    ).toEqual([value]);
    expect(applied({ document }, [{ op: "copy", from: `/document${pointer}`, path: "" }])).toEqual(value);
    failure(() => applied(document, [{ op: "test", path: `${pointer}/x`, value }]));
  });
});

describe.skipIf(!hasShared)("attacks", () => {
  const { cases } = hasShared ? readJson("security-vectors-a/json-patch.json") : { cases: [] };

  it("are there", () => expect(cases).toHaveLength(27));

  it.each<{ id: string; doc: unknown; patch: Patch; expect: unknown }>(cases)(
    "$id",
    ({ id, doc, patch, expect: wanted }) => {
      const before = structuredClone(doc);
      if (id === "copy-bomb") {
        const bomb = Array.from({ length: 40 }, (_, i) => ({ op: "copy", from: "", path: `/${i}` }));
        const error = failure(() => applied(doc, bomb));
        expect(error.code).toBe("limit");
        expect(error.operation).toBeLessThan(20);
      } else if (wanted === "error") expect(failure(() => applied(doc, patch)).code).toBe("protocol");
      else expect(applied(doc, patch)).toEqual(wanted);
      expect(doc).toEqual(before);
    },
  );
});

describe("only what is own is there", () => {
  const keys = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length"];
  const patches = (path: string) => [
    [{ op: "replace", path, value: 1 }],
    [{ op: "remove", path }],
    [{ op: "test", path, value: undefined }],
    [{ op: "copy", from: path, path: "/x" }],
    [{ op: "move", from: path, path: "/x" }],
    [{ op: "move", from: path, path }],
    [{ op: "add", path: `${path}/polluted`, value: 1 }],
    [{ op: "add", path: `${path}/prototype/polluted`, value: 1 }],
  ];

  it.each(keys)("%s is not in an object, an array, a string, or an object without a prototype", (key) => {
    const documents = [{ in: {} }, { in: [1] }, { in: "text" }, { in: Object.create(null) }, { in: 1 }, { in: null }];
    for (const document of documents) {
      for (const patch of patches(`/in/${key}`))
        expect(failure(() => applied(document, patch)).message).toMatch(/there is no/);
    }
  });

  it.each(keys)("%s is a key like any other once it is added", (key) => {
    const made: any = applied({}, [
      { op: "add", path: `/${key}`, value: { a: 1 } },
      { op: "add", path: `/${key}/b`, value: 2 },
      { op: "replace", path: `/${key}/a`, value: 3 },
      { op: "copy", from: `/${key}/b`, path: `/${key}/c` },
      { op: "test", path: `/${key}`, value: { c: 2, a: 3, b: 2 } },
    ]);
    expect(same(made, JSON.parse(`{"${key}":{"a":3,"b":2,"c":2}}`))).toBe(true);
    expect(same(applied(made, [{ op: "remove", path: `/${key}` }]), {})).toBe(true);
  });
});

describe("an index", () => {
  it.each([
    "01",
    "00",
    "-0",
    "+1",
    "1.0",
    "1e0",
    "0x1",
    " 1",
    "1 ",
    "",
    "１",
    "Infinity",
    "NaN",
    "1.5",
    "length",
    "~01",
    "9",
  ])("is not %j", (token) => {
    for (const op of ["add", "replace", "remove", "test"])
      expect(failure(() => applied([1, 2, 3], [{ op, path: `/${token}`, value: 0 }])).operation).toBe(0);
  });

  it("is - for a place to add to, behind the last element, and for nothing else", () => {
    expect(applied([1, { a: 2 }], [{ op: "move", from: "/0", path: "/-" }])).toEqual([{ a: 2 }, 1]);
    expect(applied([1], [{ op: "copy", from: "", path: "/-" }])).toEqual([1, [1]]);
    for (const op of ["replace", "remove", "test"]) failure(() => applied([1], [{ op, path: "/-", value: 1 }]));
    failure(() => applied([[]], [{ op: "add", path: "/-/0", value: 1 }]));
    expect(applied({ "-": 1 }, [{ op: "replace", path: "/-", value: 2 }])).toEqual({ "-": 2 });
  });
});

describe("what is not a patch", () => {
  it.each<[unknown, RegExp, number | undefined]>([
    [null, /a patch is an array/, undefined],
    [{ op: "add", path: "/a", value: 1 }, /a patch is an array/, undefined],
    [[null], /an operation is an object/, 0],
    [["add"], /an operation is an object/, 0],
    [[[]], /"op"/, 0],
    [[{ op: "add", path: "/a", value: 1 }, { op: "ADD" }], /"op"/, 1],
    [[{ op: "copy", path: "/a" }], /"from" of an operation is a JSON Pointer\./, 0],
    [[{ op: "add", path: "a", value: 1 }], /JSON Pointer, which "a" is not/, 0],
    [[{ op: "move", from: "/~", path: "/a" }], /JSON Pointer, which "\/~" is not/, 0],
    [[{ op: "test", path: "" }], /no value/, 0],
    [[Object.assign(Object.create({ value: 1 }), { op: "add", path: "/a" })], /no value/, 0],
  ])("%j", (patch, message, operation) => {
    const error = failure(() => applied({}, patch));
    expect(error).toMatchObject({ code: "protocol", operation, name: "RunletError", retryable: false });
    expect(error.message).toMatch(message);
  });

  it("is said in few words, however long the pointer is", () => {
    const path = "/x".repeat(100_000);
    expect(failure(() => applied({}, [{ op: "remove", path }])).message.length).toBeLessThan(300);
  });
});

describe("the document", () => {
  it("is all of a patch or the one before, and shares what the patch leaves alone", () => {
    const document = { left: { alone: [1] }, list: [{ a: 1 }, { b: 2 }] };
    const after = applied(document, [{ op: "add", path: "/list/0/c", value: 3 }]) as typeof document;
    expect(after).toEqual({ left: { alone: [1] }, list: [{ a: 1, c: 3 }, { b: 2 }] });
    expect(after.left).toBe(document.left);
    expect(after.list[1]).toBe(document.list[1]);
    expect(applied(document, [])).toBe(document);
  });

  it("as a whole may begin, be replaced, be removed, and be copied into itself", () => {
    expect(
      applied(undefined, [
        { op: "replace", path: "", value: [] },
        { op: "add", path: "/0", value: 1 },
      ]),
    ).toEqual([1]);
    expect(applied(undefined, [{ op: "add", path: "", value: null }])).toBe(null);
    failure(() => applied(undefined, [{ op: "add", path: "/a", value: 1 }]));
    failure(() => applied(undefined, [{ op: "remove", path: "" }]));
    expect(applied({ a: 1 }, [{ op: "remove", path: "" }])).toBeUndefined();
    expect(applied({ a: 1 }, [{ op: "move", from: "/a", path: "" }])).toBe(1);
    expect(applied({ a: 1 }, [{ op: "move", from: "", path: "" }])).toEqual({ a: 1 });
    failure(() => applied({ a: 1 }, [{ op: "move", from: "", path: "/a" }]));
    const twice = applied({ a: { b: 1 } }, [
      { op: "copy", from: "", path: "/a/c" },
      { op: "replace", path: "/a/c/a/b", value: 2 },
    ]);
    expect(twice).toEqual({ a: { b: 1, c: { a: { b: 2 } } } });
  });

  it("may be nested deeper than the stack is", () => {
    const deep = (depth: number) => JSON.parse(`${"[".repeat(depth)}1${"]".repeat(depth)}`);
    const depth = 100_000;
    const path = "/0".repeat(depth);
    // Not frozen: that recurs.
    const made = applyJsonPatch({ a: deep(depth) }, [
      { op: "test", path: "/a", value: deep(depth) },
      { op: "copy", from: "/a", path: "/b" },
      { op: "replace", path: `/b${path}`, value: 2 },
      { op: "test", path: `/a${path}`, value: 1 },
    ]);
    failure(() => applyJsonPatch(made, [{ op: "test", path: "/b", value: deep(depth) }]));
    applyJsonPatch(made, [{ op: "test", path: `/b${path}`, value: 2 }]);
  });
});

describe("what is no JSON", () => {
  class Message {
    content = "a";
  }

  it("is a leaf: replaced, moved, copied and tested as a whole, and never written to or read from", () => {
    const message = new Message();
    const document = { message, at: new Date(0), map: new Map([["a", 1]]), call: () => 1, none: undefined };
    const after: any = applied(document, [
      { op: "test", path: "/message", value: message },
      { op: "copy", from: "/message", path: "/copy" },
      { op: "move", from: "/at", path: "/then" },
      { op: "replace", path: "/none", value: undefined },
      { op: "test", path: "/none", value: undefined },
      { op: "add", path: "/late", value: undefined },
    ]);
    expect(after.copy).toBe(message);
    expect(after.then).toBe(document.at);
    expect(Object.keys(after)).toEqual(["message", "map", "call", "none", "copy", "then", "late"]);
    for (const path of ["/message/content", "/map/size", "/call/name", "/at/x"]) {
      for (const op of ["add", "replace", "remove", "test"])
        failure(() => applied(document, [{ op, path, value: "a" }]));
    }
    failure(() => applied(document, [{ op: "test", path: "/message", value: { content: "a" } }]));
    failure(() => applied(document, [{ op: "test", path: "/message", value: new Message() }]));
    expect(message).toEqual(new Message());
  });
});

it("a test gives the document as it is, or fails", () => {
  const document = { a: [1] };
  expect(applied(document, [{ op: "test", path: "/a", value: [1] }])).toBe(document);
  const error = failure(() => applied(document, [{ op: "test", path: "/a", value: [2] }]));
  expect(error.message).toMatch(/not what it was tested for/);
});

describe("maxCopied", () => {
  it("counts values, and the units of strings and keys", () => {
    const copy = { op: "copy", from: "/a", path: "/b" };
    for (const [a, size] of [
      [1, 1],
      ["four", 5],
      [[[], {}], 3],
      [{ key: null, x: "y" }, 8],
    ] as const) {
      applied({ a }, [copy], size);
      expect(failure(() => applied({ a }, [copy], size - 1))).toMatchObject({ code: "limit", operation: 0 });
      expect(failure(() => applied({ a }, [copy, copy], 2 * size - 1))).toMatchObject({ code: "limit", operation: 1 });
      applied({ a }, [copy, copy], 2 * size);
      applied({ a }, [copy, copy, copy], Infinity);
    }
  });

  it("is a number", () => {
    for (const maxCopied of [-1, NaN]) expect(() => applied({}, [], maxCopied)).toThrow(/maxCopied is a number/);
  });
});
