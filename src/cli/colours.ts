const CODES = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Colour = keyof typeof CODES;

export type Paint = (colour: Colour, text: string) => string;

/** Colours where a terminal shows them and nobody has asked for none (no-color.org). */
export function paintFor(out: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const hasColours = out.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  return (colour, text) => (hasColours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);
}
