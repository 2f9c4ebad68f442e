// What could move the cursor, recolour or reorder what a terminal shows. All of these are single UTF-16 units.
const ACTING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
// Drawn over two columns. Where terminals disagree, two: a line is rather too short than broken.
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u;
// Drawn over the character before it.
const MARK = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** The text with every character that a terminal would act on written as an escape. */
export function printable(text: string): string {
  return text.replace(ACTING, (character) =>
    character < " "
      ? JSON.stringify(character).slice(1, -1)
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** As much of a printable text as fits into so many columns, with an ellipsis where it is cut. */
export function fitted(text: string, columns: number): string {
  let end = 0;
  let used = 0;
  for (const character of text) {
    const wide = columnsOf(character);
    if (used + wide > columns) return `${text.slice(0, end)}…`;
    // What is cut leaves room for the ellipsis.
    if (used + wide < columns) end += character.length;
    used += wide;
  }
  return text;
}

/** How many columns of a terminal a printable text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += MARK.test(character) ? 0 : character > "\u10ff" && WIDE.test(character) ? 2 : 1;
  return columns;
}
