import { isRecord } from "../messages/record.ts";

/** What a body says of an error, in whatever form. */
export interface Said {
  /** The provider's own words for what it is, the most exact one first: `code`, `status`, `type`. */
  readonly words: readonly string[];
  readonly message: string;
  readonly requestId: string | undefined;
  /** The body, parsed, for what only this provider says. */
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * What a JSON body says of an error: `{ error: { message, code, status, type } }`, `{ error: "…" }`, the same without
 * `error`, `{ response: { error } }`, `{ detail }`. Undefined where it is not JSON, or says nothing of one.
 */
export function saidIn(body: string): Said | undefined {
  const json = parsed(body);
  if (json === undefined) return undefined;
  const response = isRecord(json["response"]) ? json["response"] : undefined;
  const named = json["error"] ?? response?.["error"] ?? (isRecord(json["detail"]) ? json["detail"] : undefined);
  const error: Record<string, unknown> = isRecord(named)
    ? named
    : typeof named === "string"
      ? { message: named }
      : json;
  const message = error["message"] ?? error["detail"] ?? json["detail"];
  const { code, status, type } = error;
  // Google's `code` is the HTTP status again, its `status` the word for it.
  const words = (typeof code === "number" && typeof status === "string" ? [status, code, type] : [code, status, type])
    .filter((word) => typeof word === "string" || typeof word === "number")
    .map(String);
  if (named === undefined && message === undefined && code === undefined) return undefined;
  const requestId = json["request_id"] ?? error["request_id"];
  return {
    words,
    message: typeof message === "string" ? message : message === undefined ? "" : JSON.stringify(message),
    requestId: typeof requestId === "string" ? requestId : undefined,
    json,
  };
}

/** A JSON object; of an array, as Google sends its errors in, the first element. */
function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    const value: unknown = Array.isArray(json) ? json[0] : json;
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
