import { StringOutputParser } from "../../dist/index.js";
import { ChatZhipuAI } from "../../dist/providers/zhipu/index.js";
import { glmServer } from "../../dist/testing/index.js";
import { promisesPerChunk } from "../measure/promises.mjs";
import { prompt } from "../prompt.mjs";
import { INPUT, tokens } from "./chunks.mjs";

const SHORT = 2_000;
const LONG = 10_000;

/** Promises per chunk of a chain over HTTP, whose server is in a thread: only this one's promises are seen. */
export default async function httpPromises({ eventsPerWrite }) {
  const servers = await Promise.all([SHORT, LONG].map((count) => serve(count, eventsPerWrite)));
  const [short, long] = servers.map(({ url }) => chainTo(url));
  const slope = await promisesPerChunk(short, long, LONG - SHORT);
  await Promise.all(servers.map((server) => server.close()));
  return slope;
}

function serve(count, eventsPerWrite) {
  const script = { tokens: tokens(count), id: "chat-1", created: 1_700_000_000, eventsPerWrite };
  return glmServer({ thread: true, replies: [script] });
}

function chainTo(baseURL) {
  const model = new ChatZhipuAI({ apiKey: "id.secret", baseURL });
  const chain = prompt.pipe(model).pipe(new StringOutputParser());
  return () => chain.stream(INPUT);
}
