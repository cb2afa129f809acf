const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi"] as const;
const PATTERN =
  /^([+-]?\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE]([+-]?\d{1,2})|(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)$/;

/** Value of a Kubernetes quantity, in its base unit (bytes, cores); undefined where the text is none. */
export function parseQuantity(text: unknown): number | undefined {
  if (typeof text === "number") return Number.isFinite(text) ? text : undefined;
  if (typeof text !== "string") return undefined;
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const factor = match[2] === undefined ? FACTORS[match[3] ?? ""] : 10 ** Number(match[2]);
  return Number(match[1]) * (factor ?? 1);
}

/** Bytes as the API server would write them itself, so that a later `test` of the same value holds: 1024 Mi is "1Gi". */
export function formatBytes(bytes: number): string {
  let value = Math.ceil(bytes);
  let unit = 0;
  while (value !== 0 && value % 1024 === 0 && unit < BINARY.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value}${BINARY[unit]}`;
}
