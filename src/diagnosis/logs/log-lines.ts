import type { Facts, LogFact } from "../facts.ts";

/** Lines that are looked at, from the end, and letters of each: a log is as long as its program likes. */
const MAX_LINES = 400;
const MAX_LETTERS = 2000;

export interface LogLine {
  log: LogFact;
  text: string;
}

/** The last lines of every log that was read, the newest first; colours and other control characters left out. */
export function logLines(facts: Pick<Facts, "logs">): LogLine[] {
  return facts.logs.flatMap((log) =>
    log.text
      .split("\n")
      .slice(-MAX_LINES)
      .reverse()
      .flatMap((line) => {
        const text = plain(line.slice(0, MAX_LETTERS)).trim();
        return text === "" ? [] : [{ log, text }];
      }),
  );
}

/** The first of these that a line shows; undefined where none does. */
export function lineWith(facts: Pick<Facts, "logs">, ...forms: readonly RegExp[]): LogLine | undefined {
  return logLines(facts).find(({ text }) => forms.some((form) => form.test(text)));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are what is taken out
const COLOURS = /\u001b\[[0-9;]{0,12}[A-Za-z]/g;

const plain = (line: string) => line.replace(COLOURS, "");
