import { own, type DataRecord } from "./record.ts";

/** Why an answer is not whole: it came to a limit of tokens, or the provider's policy withheld the rest. */
export type CutBy = "limit" | "policy";

/** As the providers say it, in small letters and without what stands between them. */
const WORDS: Readonly<Record<string, CutBy>> = {
  length: "limit",
  maxtokens: "limit",
  maxoutputtokens: "limit",
  modelcontextwindowexceeded: "limit",
  contentfilter: "policy",
  sensitive: "policy",
  refusal: "policy",
  safety: "policy",
  recitation: "policy",
  blocklist: "policy",
  prohibitedcontent: "policy",
  spii: "policy",
};

/** What the provider says of why the answer ended. */
export function finishReasonIn(metadata: DataRecord): string | undefined {
  const reason = own(metadata, "finish_reason") ?? own(metadata, "stop_reason");
  return typeof reason === "string" ? reason : undefined;
}

/** Why an answer with this finish reason is not whole; undefined where it is, or nobody knows. */
export function cutBy(reason: string | undefined): CutBy | undefined {
  if (reason === undefined) return undefined;
  return own(WORDS, reason.toLowerCase().replace(/[^a-z]/g, "")) as CutBy | undefined;
}
