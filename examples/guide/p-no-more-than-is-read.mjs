import { generator } from "runlet";

let made = 0;
const words = generator(async function* () {
  while (true) yield `word ${made++}`;
});

let count = 0;
for await (const _ of words.streamEvents("go")) {
  if (++count === 10) break;
}

console.log(`${count} events read, ${made} chunks made`);
