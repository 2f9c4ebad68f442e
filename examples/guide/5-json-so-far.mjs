import { JsonOutputParser } from "runlet";
import { ASK_COUNTRIES, COUNTRIES, modelOr } from "./model.mjs";

const chain = modelOr(...COUNTRIES).pipe(new JsonOutputParser());

for await (const value of chain.stream(ASK_COUNTRIES)) console.log(JSON.stringify(value));
