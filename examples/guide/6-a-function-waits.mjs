import { JsonOutputParser } from "runlet";
import { ASK_COUNTRIES, COUNTRIES, modelOr } from "./model.mjs";

const chain = modelOr(...COUNTRIES)
  .pipe(new JsonOutputParser())
  .pipe((value) => value.countries.map((country) => country.name));

// The function needs the finished value, and is given that: one chunk, at the end.
for await (const names of chain.stream(ASK_COUNTRIES)) console.log(names);
