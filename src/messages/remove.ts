import { BaseMessage } from "./message.ts";
import type { MessageFields } from "./message.ts";
import { required } from "./required.ts";

/** Says that the message with this `id` is to be taken out of a conversation. */
export class RemoveMessage extends BaseMessage {
  declare readonly id: string;

  constructor(fields: Omit<MessageFields, "content" | "id"> & { readonly id: string }) {
    super({ ...fields, content: "" });
    required("remove", "id", this.id);
  }

  override get type(): "remove" {
    return "remove";
  }
}
