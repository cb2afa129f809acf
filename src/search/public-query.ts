import { PUBLIC_WORDS } from "./data/public-words.ts";

export interface Problem {
  /** What the platform says in words of its own: CrashLoopBackOff, CreateContainerConfigError. */
  reasons: readonly string[];
  exitCodes: readonly number[];
  /** Lines of logs and events, the most telling first; untrusted, with names in them. */
  messages: readonly string[];
  /** As the pod template names them. */
  images: readonly string[];
  /** What must not leave the house: names of namespaces, objects, hosts, people. */
  privateNames: readonly string[];
}

const MAX_LENGTH = 300;
const MAX_MESSAGES = 2;
const MAX_WORDS_OF_A_MESSAGE = 14;
const LEAST_WORDS = 3;

/**
 * The public part of a problem as words to search for; "" where too little is left. A word is taken because it is known
 * to be public, never because it does not look private: what the platform, a runtime or a library calls its errors, an
 * image's own name and version.
 */
export function publicQuery(problem: Problem): string {
  const isPrivate = privateWords(problem.privateNames);
  const reasons = problem.reasons.filter((reason) => isIdentifier(reason) && !isPrivate(reason));
  const messages = problem.messages
    .map((message) => wordsOf(message, isPrivate).slice(0, MAX_WORDS_OF_A_MESSAGE))
    .filter((words) => words.length >= LEAST_WORDS)
    .slice(0, MAX_MESSAGES);
  if (reasons.length === 0 && messages.length === 0) return "";
  const codes = problem.exitCodes.filter((code) => code > 0 && code < 256).map((code) => `exit code ${code}`);
  const images = problem.images.flatMap((image) => publicImage(image, isPrivate));
  return bounded(["kubernetes", ...reasons, ...codes, ...images, ...messages.flat()]);
}

function wordsOf(message: string, isPrivate: (word: string) => boolean): string[] {
  return message
    .slice(0, 2_000)
    .split(/[\s"'`()[\]{}<>,;|]+/)
    .map((word) => lastPart(word.replace(/^[^A-Za-z]+|[^A-Za-z]+$/g, "")))
    .filter((word) => PUBLIC_WORDS.has(word.toLowerCase()) || isErrorName(word))
    .filter((word) => !isPrivate(word));
}

/** Of a class with its package, the class; any other word as it stands. */
const lastPart = (word: string) =>
  /^(?:[a-z]{1,30}\.){1,8}[A-Z]/.test(word) ? word.slice(word.lastIndexOf(".") + 1) : word;

const isIdentifier = (word: string) => /^[A-Z][A-Za-z]{2,60}$/.test(word);
/** What runtimes and libraries call their errors, and the names of errno. */
const isErrorName = (word: string) =>
  /^(?:[A-Z][A-Za-z]{0,60}(?:Error|Exception|Timeout|Failure)|E[A-Z]{4,14})$/.test(word);

/** The last part of the path and the numbers of the tag: no registry, no owner, no digest, no name of a branch. */
function publicImage(image: string, isPrivate: (word: string) => boolean): string[] {
  const match =
    /^(?:[^@]*\/)?([a-z0-9]+(?:[._-]+[a-z0-9]+)*)(?::v?(\d{1,6}(?:\.\d{1,6}){0,3})?[^@/]*)?(?:@.*)?$/.exec(
      image,
    );
  const [, name = "", version = ""] = match ?? [];
  if (name === "" || isPrivate(name)) return [];
  return version === "" ? [name] : [`${name} ${version}`];
}

const LEAST_NAME = 3;

/** A word is private where it is one of the names or of their parts, or holds such a part. */
function privateWords(names: readonly string[]): (word: string) => boolean {
  const lower = names.map((name) => name.toLowerCase());
  const parts = new Set([...lower, ...lower.flatMap((name) => name.split(/[^a-z0-9]+/))]);
  const held = [...parts].filter((part) => part.length > LEAST_NAME);
  return (word) => {
    const own = word.toLowerCase();
    const isHolding = !PUBLIC_WORDS.has(own) && held.some((part) => own.includes(part));
    return parts.has(own) || own.split(/[^a-z0-9]+/).some((part) => parts.has(part)) || isHolding;
  };
}

function bounded(words: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const word of new Set(words)) {
    if (length + word.length + 1 > MAX_LENGTH) break;
    kept.push(word);
    length += word.length + 1;
  }
  return kept.join(" ");
}
