import { StringOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";

const told = ({ event, name, data }) => `${event} ${name}: ${(data.error ?? data.reason).message}`;

// Of a failure, each step that was under way has its event; then the loop throws.
const failing = new ScriptedChatModel({ replies: [["The", new Error("the line is dead")]] });
try {
  for await (const event of failing.pipe(new StringOutputParser()).streamEvents("hello")) {
    if (event.event.endsWith("_error")) console.log(told(event));
  }
} catch (error) {
  console.log(`thrown: ${error.message}`);
}

// So it is when a signal ends the run.
const controller = new AbortController();
const talking = new ScriptedChatModel({ replies: [["The", " sky"]] });
const { signal } = controller;
try {
  for await (const event of talking.pipe(new StringOutputParser()).streamEvents("hello", { signal })) {
    if (event.event === "on_parser_stream") controller.abort(new Error("that will do"));
    if (event.event.endsWith("_cancel")) console.log(told(event));
  }
} catch (error) {
  console.log(`thrown: ${error.name}, since ${error.cause.message}`);
}
