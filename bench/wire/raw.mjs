import { createParser } from "eventsource-parser";
import { API_KEY, MODEL, QUESTION } from "./request.mjs";

/** The floor: what one writes by hand with fetch, eventsource-parser and JSON.parse, and without a check of anything. */
export function raw({ url }) {
  return async function* () {
    const response = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ model: MODEL, messages: [{ role: "user", content: QUESTION }], stream: true }),
    });
    let texts = [];
    const parser = createParser({
      onEvent: ({ data }) => {
        if (data === "[DONE]") return;
        const text = JSON.parse(data).choices[0]?.delta.content;
        if (text) texts.push(text);
      },
    });
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      for (const text of texts) yield text;
      texts = [];
    }
  };
}
