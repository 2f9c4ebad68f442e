/** A name and a value. */
export type XmlAttribute = readonly [name: string, value: string];

/** What is told what an XML text says, as it says it. */
export interface XmlHandler {
  /** An element begins. */
  open(name: string, attributes: readonly XmlAttribute[]): void;
  /** A piece of the text of the element that was opened last, when it is certain. */
  text(piece: string): void;
  /** The element that was opened last is complete. */
  close(): void;
}
