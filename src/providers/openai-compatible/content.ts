import { RunletError } from "../../errors/error.ts";
import type { ContentBlock, OtherBlock } from "../../messages/content.ts";
import { mediaOf, type Media } from "../media.ts";
import type { Dialect } from "./dialect.ts";

/** Parts in the wire's own form: they are sent as they are. */
const OWN: ReadonlySet<string> = new Set(["input_audio", "video_url", "audio_url", "file_url", "document_url"]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a user says, as a service takes it: text, or parts.
 *
 * @throws RunletError `config` for a block that the service has no form for
 */
export function userContent(content: string | readonly ContentBlock[], dialect: Dialect): string | object[] {
  return typeof content === "string" ? content : content.map((block) => part(block, dialect));
}

function part(block: ContentBlock, dialect: Dialect): object {
  const { type } = block;
  const fields: Fields = block as OtherBlock;
  if (type === "text") return { type, text: String(fields["text"]), ...own(fields, "cache_control") };
  if (type === "image_url") return imagePart(fields["image_url"], fields);
  if (type === "non_standard") return fields["value"] as object;
  if (OWN.has(type) || (type === "file" && "file" in fields)) return fields;
  const media = mediaOf(block);
  const made = media && mediaPart(type, media, fields, dialect);
  if (made) return made;
  const by = media && `that is given by its ${media.data === undefined ? (media.url ? "url" : "fileId") : "data"}`;
  const message = `${dialect.name} has no form for a content block of type "${type}"${by ? ` ${by}` : ""}.`;
  throw new RunletError("config", message, { phase: "config" });
}

function mediaPart(type: string, media: Media, fields: Fields, dialect: Dialect): object | undefined {
  const { data, fileId, mimeType } = media;
  if (type === "audio" && data) return { type: "input_audio", input_audio: { data, format: audioFormat(mimeType) } };
  if (type === "file" && fileId && !dialect.filePart) return { type, file: { file_id: fileId } };
  const url = media.url ?? (data && `data:${mimeType ?? USUAL[type]};base64,${data}`);
  if (!url || type === "audio") return undefined;
  if (type === "image") return imagePart(url, fields);
  if (type === "video") return dialect.videoPart && { type: "video_url", video_url: { url } };
  if (dialect.filePart === "document_url") return { type: "document_url", document_url: url };
  if (dialect.filePart === "file_url") return { type: "file_url", file_url: { url } };
  if (media.url && !dialect.filePart) return undefined;
  return { type, file: { filename: fields["name"] ?? fields["filename"] ?? "file", file_data: url } };
}

/** What data of a type usually is, where nothing says. */
const USUAL: Readonly<Record<string, string>> = { image: "image/png", video: "video/mp4", file: "application/pdf" };

/** An address, alone or with what else the service is to know of the picture. */
function imagePart(image: unknown, fields: Fields): object {
  return { type: "image_url", image_url: typeof image === "string" ? { url: image, ...own(fields, "detail") } : image };
}

function own(fields: Fields, name: string): object {
  return fields[name] === undefined ? {} : { [name]: fields[name] };
}

/** "audio/mpeg" is "mp3" here. */
function audioFormat(mimeType = "audio/wav"): string {
  const name = mimeType.replace(/^audio\/(x-)?/, "");
  return name === "mpeg" ? "mp3" : name === "wave" ? "wav" : name;
}
