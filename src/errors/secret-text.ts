import { HIDDEN, isSecretName } from "./secrets.ts";

/**
 * `text` without what looks like a secret, where nobody knows which there are: what stands behind the name of one, in a
 * header, an assignment, JSON or an address, and what has the form of one: keys of known services, tokens, private keys.
 * Rather a word too many is hidden than a secret shown. Takes time that is linear in the text.
 */
export function withoutSecrets(text: string): string {
  let shown = text;
  for (const [form, instead] of FORMS) shown = shown.replace(form, instead as (...found: string[]) => string);
  return shown;
}

type Instead = string | ((...found: string[]) => string);

/** Each repetition that may begin anywhere has an end, so that none is tried from everywhere to the end of the text. */
const FORMS: readonly (readonly [RegExp, Instead])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, HIDDEN],
  // The user and the password of an address.
  [/(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/@?#]{1,500}@/gi, `$1${HIDDEN}@`],
  [
    /([?&])([\w.-]{1,60})=([^&\s"'<>#]+)/g,
    (all, mark, name) => (isSecretName(name!) ? `${mark}${name}=${HIDDEN}` : all!),
  ],
  // A header is all of its line.
  [/\b((?:authorization|cookie)\\?["']?\s{0,9}[:=]\s{0,9})(?:\\?["'])?[^\r\n"']{4,}/gi, `$1${HIDDEN}`],
  [
    /([\w-]{0,40}(?:(?:api|access|secret|private)[_-]?key|secret|token|password|passwd|credentials?|signature)\\?["']?\s{0,9}[:=]\s{0,9})(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|\\"[^"]*(?:"|$)|[^\s"',;&<>)}\]]{6,})/gi,
    `$1${HIDDEN}`,
  ],
  [
    /\b(bearer|basic|token)\s{1,9}[^\s,;"'<>]{6,}/gi,
    (all, scheme) => (/[\d=]/.test(all!) ? `${scheme} ${HIDDEN}` : all!),
  ],
  // The keys of services that give theirs a beginning of its own.
  [
    /\b(?:sk|pk|rk|gsk|xai|hf|gh[opusr]|github_pat|glpat|xox[abeprs]|npm|tvly|nvapi|pplx)[-_][\w-]{8,}/g,
    (all) => (/\d/.test(all!) ? HIDDEN : all!),
  ],
  [/\b(?:(?:AKIA|ASIA)[A-Z\d]{16}|AIza[\w-]{30,}|[\da-f]{32}\.[A-Za-z\d]{16})\b/g, HIDDEN],
  // A JSON Web Token.
  [/\beyJ[\w-]{8,4000}\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN],
];
