import { spanOf } from "../../domain/lengths.ts";

type Words = Record<"days" | "hours" | "minutes", (count: number) => string>;

/** "1 day 30 min": the parts that there are, in the words of a language. */
export function spanIn(words: Words): (minutes: number) => string {
  return (minutes) => {
    const span = spanOf(minutes);
    return (["days", "hours", "minutes"] as const)
      .filter((unit) => span[unit] > 0)
      .map((unit) => words[unit](span[unit]))
      .join(" ");
  };
}
