/** One attempt to get out. `code` is the body of a Python function of `host`; it returns a proof where it got through. */
export interface Escape {
  name: string;
  family:
    | "files"
    | "environment"
    | "network"
    | "process"
    | "constructor-chain"
    | "native-code"
    | "import"
    | "flood"
    | "prototype"
    | "next-run";
  code: string;
  /**
   * What an unprotected interpreter does: it lets the attempt through, which is shown; or the attempt is impossible there
   * already, for the reason that is said, which is shown too.
   */
  unprotected: "succeeds" | { impossible: string };
  /** Succeeds through another program that runs after it: its proof counts, in a run of its own. */
  later?: string;
  /** Ends or blocks the interpreter where it is refused: it gets a run of its own, which must fail in one of these ways. */
  alone?: readonly ("timeout" | "memory" | "output-too-large" | "error" | "invalid-output")[];
}

/** What an attempt is told of the machine: where the treasure is. */
export interface Host {
  folder: string;
  canary: string;
  /** A file that is not there: whoever makes it has written to the machine. */
  mark: string;
  port: number;
  /** A process that lives beside the interpreter. */
  victim: number;
}

/** One function for each attempt; every one is called, and what it returned or threw is told. */
export function programOf(escapes: readonly Escape[], returns: "all" | "its-own"): string {
  const functions = escapes.map(({ code }, index) => {
    const body = code
      .trim()
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n");
    return `def attempt_${index}(host):\n${body}\n`;
  });
  const calls =
    returns === "its-own"
      ? "    return attempt_0(host)"
      : `    told = []
    for attempt in [${escapes.map((_, index) => `attempt_${index}`).join(", ")}]:
        try:
            proof = attempt(host)
            told.append(None if proof is None or proof is False else str(proof)[:100000])
        except BaseException as error:
            told.append(None)
    return told`;
  return `${functions.join("\n")}\ndef main(host):\n${calls}\n`;
}
