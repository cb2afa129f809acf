import type { ContainerSpec } from "../objects/pod-template.ts";

/** What a container's specification says in words and environment. Values that come from elsewhere are not known. */
export interface Declaration {
  image: string;
  words: string[];
  env: ReadonlyMap<string, string>;
}

/** An appetite with its overhead, and where it is written. */
export interface Need {
  bytes: number;
  from: string;
}
/** One runtime's reading of a declaration. */
export type NeedReader = (declaration: Declaration) => Need | undefined;

const MAX_WORDS = 2000;
const MAX_TEXT = 20_000;

/** Command and arguments as words; the script of a `sh -c` is split like a shell does, without running anything. */
export function declarationOf(container: ContainerSpec): Declaration {
  const env = new Map(
    (container.env ?? []).flatMap(({ name, value }) => (value ? [[name, value] as const] : [])),
  );
  const words = [...(container.command ?? []), ...(container.args ?? [])]
    .map((word) => expand(word.slice(0, MAX_TEXT), env))
    .flatMap((word) => (/[\s;&|]/.test(word) ? shellWords(word) : [word]))
    .slice(0, MAX_WORDS);
  return { image: container.image ?? "", words, env };
}

/** Splits at blanks and shell operators outside quotes. */
export function shellWords(script: string): string[] {
  const tokens = script.slice(0, MAX_TEXT).match(/(?:[^\s"';&|]|"[^"]*"|'[^']*')+/g) ?? [];
  return tokens.map((token) => token.replaceAll(/["']/g, ""));
}

/** Literal environment values in the place of $(NAME) (the kubelet's form), ${NAME} and $NAME (the shell's). */
function expand(word: string, env: ReadonlyMap<string, string>): string {
  return word.replace(
    /\$\(([A-Za-z_]\w{0,200})\)|\$\{([A-Za-z_]\w{0,200})\}|\$([A-Za-z_]\w{0,200})/g,
    (whole, kubelet?: string, braced?: string, plain?: string) =>
      env.get(kubelet ?? braced ?? plain ?? "")?.slice(0, 4000) ?? whole,
  );
}

/** The value of an option in the forms `--name value` and `--name=value`; the last one counts. */
export function optionOf(words: readonly string[], ...names: string[]): string | undefined {
  return words.reduce<string | undefined>((found, word, index) => {
    for (const name of names) {
      if (word === name) return words[index + 1] ?? found;
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
    return found;
  }, undefined);
}

/** `<number><unit>` with the units that a program knows; undefined for anything else. */
export function sizeOf(
  text: string | undefined,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const match = /^(\d{1,15})([A-Za-z]{0,3})$/.exec(text ?? "");
  const factor = match === null ? undefined : units[match[2] ?? ""];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

export const KIB = 2 ** 10;
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** `bytes` and so many percent more; whole numbers all the way, for 1.1 is not a tenth more in floating point. */
export const plusPercent = (bytes: number, percent: number): number =>
  bytes + Math.ceil((bytes * percent) / 100);
