import { cleanText } from "../../core/clean-text.ts";
import { redact } from "../../core/redact.ts";

/** Longer ones are no short sentences. */
export const MOST_OF_SENTENCE = 400;

/**
 * Whether a model's sentence may stand before people as plain text. Channels make links of addresses and people run what
 * reads like a command, so nothing like either passes, nor markup, secrets, or what a reader cannot see. It errs towards
 * dropping: the facts and the next steps stand beside it. Compatibility forms ("．", "／") count as what they look like.
 */
export function isSafeSentence(text: string, language: string): boolean {
  if (text.trim() === "" || text.length > MOST_OF_SENTENCE) return false;
  if (/[\n\t]/.test(text) || cleanText(text) !== text || redact(text) !== text) return false;
  const plain = text.normalize("NFKC");
  return !UNWANTED.some((pattern) => pattern.test(plain)) && isIn(language, plain);
}

const UNWANTED: readonly RegExp[] = [
  // Addresses: schemes, host names with or without one, IPv4 and IPv6, mail.
  /[a-z][a-z0-9+.-]{0,20}:\/\//i,
  /\b(?:javascript|data|vbscript|mailto|tel|file):/i,
  /[\p{L}\p{N}_-]\.(?!(?:ya?ml|json|conf|toml|ini|xml|properties|log|txt)(?![\p{L}\p{N}.-]))\p{L}{2,}/u,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:]{1,40}/i,
  /@/,
  // Markup of HTML, of Markdown, of cards and of templates.
  /<\s*[a-z!/?]|[\][`{}$\\]|&#?\w+;|\*\*|__/i,
  // Commands: what chains, pipes and redirects them, their flags, and the words that they begin with.
  /&&|\|\s*\S|;\s*[.~/]|>\s*\/|(?:^|\s)--?[a-z]|(?:^|\s)(?:~|\.{0,2})\/[\w.]/i,
  /\b(?:kubectl|helm|kustomize|istioctl|curl|wget|sudo|su|bash|sh|zsh|chmod|chown|rm|mkfs|dd|docker|podman|nerdctl|crictl|ssh|scp|nc|ncat|netcat|telnet|systemctl|apt|apt-get|yum|dnf|apk|pip3?|npx|oc|aws|gcloud|az|psql|mysql|redis-cli|base64|openssl|powershell)\s+\S/i,
];

const HAN = /\p{Script=Han}/u;

/** A reader who cannot read it is not helped by it. */
function isIn(language: string, text: string): boolean {
  return language.startsWith("zh") ? HAN.test(text) : /\p{Script=Latin}/u.test(text) && !HAN.test(text);
}
