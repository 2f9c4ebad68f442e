import { expect, it } from "vitest";
import type { RunletError } from "../errors/error.ts";
import { checkKey } from "./key.ts";

const KEY = "0123456789abcdef.SeCrEtSeCrEt";

function refused(key: string | undefined): RunletError {
  try {
    checkKey(key, "Give one.");
  } catch (error) {
    return error as RunletError;
  }
  return expect.unreachable("it was taken");
}

it("gives a key that can stand in a header as it is", () => {
  for (const key of [KEY, "any-other-form"]) expect(checkKey(key, "Give one.")).toBe(key);
});

it.each(["", "a b", `${KEY}\n`, "ключ", "a\u00e9", "a\0b", "“quoted”"])("refuses %j without showing it", (key) => {
  const error = refused(key);
  expect(error).toMatchObject({ code: "auth", phase: "config", retryable: false });
  expect(error.message).not.toContain(key === "" ? KEY : key.trim());
});

it("says what to do where there is none", () => {
  expect(refused(undefined).message).toBe("Give one.");
  expect(refused("").message).toBe("The API key is empty. Give one.");
});
