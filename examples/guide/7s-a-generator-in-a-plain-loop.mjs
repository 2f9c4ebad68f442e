import { generator, JsonOutputParser } from "runlet";
import { ScriptedChatModel } from "runlet/testing";
import { ASK_COUNTRIES, COUNTRIES } from "./model.mjs";

const names = generator(function* (values) {
  const seen = new Set();
  for (const { countries = [] } of values) {
    for (const { name } of countries) {
      if (!name || seen.has(name)) continue;
      seen.add(name);
      yield name;
    }
  }
});

// Nothing in this model has to wait, so a plain loop can read it.
const chain = new ScriptedChatModel({ replies: [COUNTRIES] }).pipe(new JsonOutputParser()).pipe(names);

for (const name of chain.streamSync(ASK_COUNTRIES)) process.stdout.write(name + "|");
