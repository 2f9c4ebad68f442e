/** Only white space since the beginning of the text, or of what a fence holds: any value may begin here. */
const START = 0;
/** Text in which an object, an array or a fence may begin. */
const PROSE = 1;
/** The rest of the line that opens a fence. */
const INFO = 2;
/** Behind a bracket in prose. */
const BRACKET = 3;

const LINE_FEED = 0x0a;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const BACK_TICK = 0x60;
const SPACES = units(" \n\r\t");
const FIRST_OF_VALUE = units('{["-0123456789tfn');
/** What may follow a bracket, white space apart. */
const IN_OBJECT = units('"}');
const IN_ARRAY = units(']{["-0123456789tfn');

/**
 * Looks for the place in a text where a JSON value may begin: at the start of it or of what a Markdown fence holds, any
 * value; elsewhere an object or an array, once what follows its bracket may stand there (`{name}` and `[see below]` are
 * prose). It decides unit by unit, so that it does not matter in what pieces the text comes.
 */
export class JsonSearch {
  /** The bracket that was passed before it was certain. */
  bracket: "" | "{" | "[" = "";
  private mode = START;
  /** So many back-ticks stand in a row: three and more open a fence, or close it. */
  private ticks = 0;
  private fenced = false;

  /** Looks on at `at`. Gives the index to read on from, where `bracket` has gone by already; -1 where there is none. */
  find(text: string, at: number): number {
    for (let i = at; i < text.length; i++) if (this.begins(text.charCodeAt(i))) return i;
    return -1;
  }

  /** What was found was prose. */
  missed(): void {
    this.mode = PROSE;
  }

  private begins(unit: number): boolean {
    if (unit === BACK_TICK) {
      this.ticks++;
      this.mode = PROSE;
      return false;
    }
    if (this.ticks > 0) this.endTicks();
    switch (this.mode) {
      case START:
        if (FIRST_OF_VALUE.has(unit)) {
          this.bracket = "";
          return true;
        }
        if (!SPACES.has(unit)) this.mode = PROSE;
        return false;
      case BRACKET:
        if (SPACES.has(unit)) return false;
        if ((this.bracket === "{" ? IN_OBJECT : IN_ARRAY).has(unit)) return true;
        this.mode = PROSE;
    }
    if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      this.bracket = unit === OPEN_OBJECT ? "{" : "[";
      this.mode = BRACKET;
    } else if (unit === LINE_FEED && this.mode === INFO) {
      this.mode = START;
    }
    return false;
  }

  private endTicks(): void {
    if (this.ticks >= 3) {
      this.fenced = !this.fenced;
      if (this.fenced) this.mode = INFO;
    }
    this.ticks = 0;
  }
}

function units(text: string): ReadonlySet<number> {
  return new Set(Array.from(text, (character) => character.charCodeAt(0)));
}
