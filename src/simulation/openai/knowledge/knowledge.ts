/** What a program said that it does not take, as one who has seen many programs reads it. */
export interface Complaint {
  cause: string;
  sentence: string;
  /** The value that the program names; undefined where it names none. */
  given: string | undefined;
  /** What would be taken in place of `value`; undefined where this is no value to mend. `others` are those of other fields. */
  mend(value: string, others: readonly string[]): string | undefined;
}

/** One family of what experienced people know: it reads a line and says what it tells; undefined where it tells nothing. */
export type Knowledge = (line: string) => Complaint | undefined;

/** The program refuses what it was started with. */
export const refusal = (sentence: string, given: string | undefined, mend: Complaint["mend"]): Complaint => ({
  cause: "bad-arguments",
  sentence,
  given,
  mend,
});
