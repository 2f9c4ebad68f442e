import { generator, JsonOutputParser } from "runlet";
import { ASK_COUNTRIES, COUNTRIES, modelOr } from "./model.mjs";

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

const chain = modelOr(...COUNTRIES)
  .pipe(new JsonOutputParser())
  .pipe(names);

for (const name of chain.streamSync(ASK_COUNTRIES)) process.stdout.write(name + "|");
