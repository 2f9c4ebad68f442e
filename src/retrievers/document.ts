export interface DocumentFields<
  Metadata extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
> {
  readonly pageContent: string;
  readonly metadata?: Metadata;
  readonly id?: string;
}

/** A piece of text with facts about it. In a prompt it prints as its text. */
export class Document<Metadata extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>> {
  readonly pageContent: string;
  readonly metadata: Metadata;
  readonly id: string | undefined;

  constructor(fields: DocumentFields<Metadata>) {
    this.pageContent = fields.pageContent;
    this.metadata = fields.metadata ?? ({} as Metadata);
    this.id = fields.id;
  }
}
