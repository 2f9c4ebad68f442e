import { afterEach, expect, it, vi } from "vitest";
import { autoModel } from "./auto-model.ts";
import { ALL } from "./services.ts";

const OTHERS = ["OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "ANTHROPIC_AUTH_TOKEN"];
const NAMES = [...ALL.flatMap(([, { keys, bases = [] }]) => [...keys, ...bases]), ...OTHERS];
const services = ALL.map(([service]) => service).filter((service) => service !== "gguf");

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** All that is asked where one model is, with an environment: the request, as text. */
async function asked(service: string, env: Record<string, string> | undefined, baseURL?: string): Promise<string> {
  let request = "";
  vi.stubGlobal("fetch", async (url: string, { headers }: RequestInit) => {
    request = JSON.stringify([url, headers]);
    return new Response("{}", { status: 400 });
  });
  const model = await autoModel({ model: `${service}:m`, env, baseURL, say: () => {} });
  await expect(model.invoke("hi")).rejects.toMatchObject({ phase: "before-first-chunk" });
  return request;
}

it.each(services)("of an environment that was given, and of no other, %s takes keys and addresses", async (service) => {
  for (const name of NAMES) vi.stubEnv(name, /HOST|BASE/.test(name) ? "https://leak.example" : "leak");
  const { keys, bases = [], open } = Object.fromEntries(ALL)[service]!;
  const env = open ? {} : { [keys[0]!]: "mine" };
  const baseURL = service === "openai-compatible" ? "https://llm.example/v1" : undefined;
  const request = await asked(service, env, baseURL);
  expect(request).not.toContain("leak");
  expect(request.includes("mine")).toBe(!open);

  // What the environment of the process has is that of who gives none; and all of one that is given is used.
  if (bases.length > 0) {
    expect(await asked(service, undefined)).toContain("https://leak.example");
    const all = Object.fromEntries([...keys, ...bases, ...OTHERS].map((name) => [name, "mine"]));
    expect(await asked(service, { ...all, [bases[0]!]: "https://mine.example" })).toContain("https://mine.example");
  }
});

it("asks OpenAI for whom the environment says", async () => {
  const env = { OPENAI_API_KEY: "k", OPENAI_ORG_ID: "my-org", OPENAI_PROJECT_ID: "my-project" };
  expect(await asked("openai", env)).toMatch(/my-org.*my-project/);
});

it("shows the key of Ollama's service to no other server", async () => {
  expect(await asked("ollama", { OLLAMA_API_KEY: "mine" })).not.toContain("mine");
  expect(await asked("ollama", { OLLAMA_API_KEY: "mine", OLLAMA_HOST: "ollama.com" })).toContain("mine");
});
