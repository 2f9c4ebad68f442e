import { customEvent, RunnableLambda } from "runlet";

const progress = customEvent("progress");

const load = RunnableLambda.from((pages, config) => {
  for (const [at, page] of pages.entries()) progress.dispatch({ page, done: at, of: pages.length }, config);
  return pages.length;
});

for await (const event of load.streamEvents(["a.html", "b.html"])) {
  if (progress.is(event)) console.log(event.name, event.data);
  else console.log(event.event);
}
