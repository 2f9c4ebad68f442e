import { RunletError } from "../errors/error.ts";

const CONFIG = { phase: "config" } as const;

/**
 * The address to post to: `path` of `baseURL`, which may end with it or not, and with slashes or not; a query stays.
 *
 * @param example an address to name in an error
 * @throws RunletError `config` where `baseURL` is not an http(s) address, or carries a user and password (fetch
 * refuses those).
 */
export function addressOf(baseURL: string, path: string, example = "https://llm.example/v1"): string {
  let url: URL;
  try {
    url = new URL(baseURL.trim());
  } catch {
    throw invalid(baseURL, "is not an address", example);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw invalid(baseURL, "is not an http or https address", example);
  if (url.username !== "" || url.password !== "")
    throw new RunletError("config", "The baseURL contains a user or password: give the key as apiKey instead.", CONFIG);

  let end = url.pathname.length;
  while (url.pathname[end - 1] === "/") end--;
  const base = url.pathname.slice(0, end);
  url.pathname = base.endsWith(path) ? base : base + path;
  url.hash = "";
  return url.href;
}

function invalid(baseURL: string, what: string, example: string): RunletError {
  // A text without a slash may well be an API key in the wrong place, and an address may carry one in its query.
  const shown = baseURL.includes("/") ? ` "${baseURL.replace(/[?#].*/s, "").slice(0, 100)}"` : "";
  return new RunletError("config", `The baseURL${shown} ${what}: give one such as "${example}".`, CONFIG);
}
