import { describe, expect, it } from "vitest";
import { withoutSecrets } from "./secret-text.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P";

describe("text without what looks like a secret", () => {
  it.each([
    ["401: Bearer abc123def456 was refused", "401: Bearer *** was refused"],
    ["Authorization: Bearer abc123def456", "Authorization: ***"],
    ['{"authorization":"Basic dXNlcjpwYXNz","city":"Paris"}', '{"authorization":***","city":"Paris"}'],
    ["set-cookie: session=1234; Path=/\nnext line", "set-cookie: ***\nnext line"],
    ["GET https://llm.example/v1?key=abc123&city=Paris", "GET https://llm.example/v1?key=***&city=Paris"],
    ["postgres://ann:hunter22@db.example:5432/app", "postgres://***@db.example:5432/app"],
    ["Incorrect API key provided: sk-proj-1234567890abcdef", "Incorrect API key provided: ***"],
    ["api_key=abcdef123", "api_key=***"],
    ['{"apiKey": "my secret words", "n": 1}', '{"apiKey": ***, "n": 1}'],
    ['"{\\"client_secret\\":\\"abcdef\\",\\"n\\":1}"', '"{\\"client_secret\\":***,\\"n\\":1}"'],
    ['{"password": "cut o', '{"password": ***'],
    ["AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI", "AWS_SECRET_ACCESS_KEY=***"],
    ["the id AKIAIOSFODNN7EXAMPLE is unknown", "the id *** is unknown"],
    ["ghp_16C7e42F292c6912E7710c838347Ae178B4a", "***"],
    ["0123456789abcdef0123456789abcdef.AbCdEfGh12345678", "***"],
    [`token ${JWT} has expired`, "token *** has expired"],
    [JWT, "***"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----.", "***."],
    ["-----BEGIN PRIVATE KEY-----\nMIIE", "***"],
  ])("%s", (text, shown) => expect(withoutSecrets(text)).toBe(shown));

  it.each([
    "KeyError: 'city'",
    "Unexpected token } in JSON at position 4",
    "The argument api_key of the tool is not what the schema asks for: Required",
    "max_tokens: 4096",
    "https://weather.example/paris?unit=c#today",
    "A basic understanding of risk-averse hf_datasets",
    "Bearer authentication is needed",
  ])("leaves %s", (text) => expect(withoutSecrets(text)).toBe(text));
});
