import { Runnable } from "../../dist/index.js";
import { text } from "../../dist/engine/join.js";

class Sink {
  constructor(out) {
    this.out = out;
  }

  end() {
    // None of them holds anything back.
  }
}

class Dot extends Sink {
  push(said) {
    this.out.push(`${said}.`);
  }
}

class Trim extends Sink {
  push(said) {
    this.out.push(said.slice(1));
  }
}

class Count extends Sink {
  count = 0;
  push(said) {
    this.out.push({ said, count: ++this.count });
  }
}

class Place extends Sink {
  at = 0;
  push({ said, count }) {
    const start = this.at;
    this.at += said.length;
    this.out.push({ said, count, start });
  }
}

class Parity extends Sink {
  push({ said, count, start }) {
    this.out.push({ said, start, even: count % 2 === 0 });
  }
}

class Pair extends Sink {
  push({ said, even }) {
    this.out.push([said, even]);
  }
}

class Choose extends Sink {
  push([said, even]) {
    this.out.push(even ? said : "odd");
  }
}

class Cut extends Sink {
  push(said) {
    this.out.push(said.slice(0, -1));
  }
}

/** Eight different parsing steps, each of which really changes the chunk. */
export const STEPS = [Dot, Trim, Count, Place, Parity, Pair, Choose, Cut].map(
  (Parser) =>
    class extends Runnable {
      name = Parser.name;

      "~ops"(step) {
        return [{ sees: "chunk", step, open: (out) => new Parser(out), join: () => text }];
      }
    },
);
