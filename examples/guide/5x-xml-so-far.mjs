import { XMLOutputParser } from "runlet";
import { ASK_FILMS, FILMS, modelOr } from "./model.mjs";

const chain = modelOr(...FILMS).pipe(new XMLOutputParser());

for await (const value of chain.stream(ASK_FILMS)) console.log(JSON.stringify(value));
