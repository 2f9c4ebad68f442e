import { RunletError } from "../errors/error.ts";

/**
 * A key that can stand in a header: `given`, else `found`, which may be missing where the service needs none.
 *
 * @throws RunletError `auth` where the key is missing or malformed. The message never contains the key.
 */
export function checkKey(key: string | undefined, missing: string): string {
  if (key === undefined) throw refused(missing);
  if (key === "") throw refused(`The API key is empty. ${missing}`);
  // Anything else is no legal header, and fetch's own error for that would print the key.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw refused("The API key contains white space or characters outside ASCII: copy it again, without line ends.");
  return key;
}

function refused(message: string): RunletError {
  return new RunletError("auth", message, { phase: "config" });
}
