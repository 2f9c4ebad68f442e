import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as later } from "node:timers/promises";
import { expect, it } from "vitest";
import { StringOutputParser } from "../../src/parsers/string.ts";
import { ChatZhipuAI } from "../../src/providers/zhipu/chat-model.ts";
import { glmServer } from "../../src/testing/glm-server/server.ts";

it("a client that goes away ends the run and its request, through pipeline and through a web stream", async () => {
  await using glm = await glmServer({ replies: [Array.from({ length: 5000 }, () => "word ")], slow: 1 });
  const chain = new ChatZhipuAI({ apiKey: "id.secret", baseURL: glm.url }).pipe(new StringOutputParser());
  const server = createServer((request, response) => {
    if (request.url === "/pipeline") {
      pipeline(chain.stream("hello"), response).catch(() => {});
      return;
    }
    const reader = chain.stream("hello").toReadableStream().getReader();
    response.on("close", () => void reader.cancel());
    void (async () => {
      for (let read = await reader.read(); !read.done; read = await reader.read()) response.write(read.value);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as { port: number };
    for (const [index, path] of ["pipeline", "web"].entries()) {
      const controller = new AbortController();
      const response = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: controller.signal });
      const reader = response.body!.getReader();
      expect(new TextDecoder().decode((await reader.read()).value)).toContain("word");
      controller.abort();
      await reader.read().catch(() => {});
      while (!(await glm.recorded())[index]?.closed) await later(2);
      expect(glm.requests[index]!.closed).toBe("aborted");
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
