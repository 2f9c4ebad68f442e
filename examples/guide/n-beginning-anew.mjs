import { JsonOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const chain = () =>
  new ScriptedChatModel({
    replies: [
      ['{"sky": "bl', new Error("the line is dead")],
      ['{"sky": "gr', 'ey"}'],
    ],
  })
    .withRetry({ restart: true, initialDelayMs: 0 })
    .pipe(new JsonOutputParser());

const onReset = (error) => console.log(`forget that: ${error.message}`);
for await (const value of chain().stream("what color is the sky?", { onReset })) console.log(value);

// Those who watch are told in any case.
for await (const { event, name, data } of chain().streamEvents("what color is the sky?"))
  if (/_(reset|error)$/.test(event)) console.log(event, name, data.error.message);
