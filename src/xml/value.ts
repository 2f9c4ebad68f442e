/**
 * What an XML element says: `{ tag: text }`, or `{ tag: [...] }` with the elements in it, each in this form, and with the
 * texts between them. An element with nothing in it is the empty text. A tag is an own key, whatever it is called.
 */
export interface XmlValue {
  [tag: string]: XmlContent;
}

/** What stands in an element: its text, or a list. */
export type XmlContent = string | (XmlValue | string)[];
