import { createHmac } from "node:crypto";
import type { GlmRequest } from "../../providers/zhipu/wire.ts";
import { glmError, type GlmRefusal } from "./reply.ts";

export interface GlmChecks {
  /** The only key that is taken, as it is or as a token signed with it. Default: any. */
  readonly apiKey?: string;
  /** The only models there are. Default: any. */
  readonly models?: readonly string[];
}

/** What the service would refuse in this request; undefined where it would answer it. */
export function check(
  authorization: string | undefined,
  request: Partial<GlmRequest> | undefined,
  { apiKey, models }: GlmChecks,
): GlmRefusal | undefined {
  const token = authorization?.replace(/^Bearer(\s+|$)/i, "") ?? "";
  if (token === "" || (apiKey !== undefined && token !== apiKey && !signedWith(apiKey, token))) return glmError("401");
  if (!request) return glmError("1210");
  const { model, messages, temperature } = request;
  if (typeof model !== "string" || (models && !models.includes(model))) return glmError("1211");
  if (!Array.isArray(messages) || messages.every(({ role }) => role === "system" || role === "assistant"))
    return glmError("1214");
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 1))
    return glmError("1210", "API 调用参数有误，请检查文档。temperature 限制数值范围[0,1]");
  return undefined;
}

/** Whether `token` is a JWT as the service takes it: HS256 with the key's secret, times in milliseconds. */
function signedWith(apiKey: string, token: string): boolean {
  const [id, secret = ""] = apiKey.split(".");
  const [header, payload = "", signature] = token.split(".");
  if (signature !== createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url")) return false;
  const { api_key, exp } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return api_key === id && exp > Date.now() && exp < Date.now() + 86_400_000;
}
