import { OperationError } from "../core/errors.ts";

const BINARY = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL: Record<string, bigint> = {
  "": 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  E: 10n ** 18n,
};
/** Suffixes below one, as divisors. */
const FRACTIONS: Record<string, bigint> = { m: 10n ** 3n, u: 10n ** 6n, n: 10n ** 9n };

const QUANTITY = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,2})?$/;

/**
 * Bytes of a memory quantity, rounded up to whole bytes as Kubernetes does. Throws OperationError `invalid`.
 * Source: k8s.io/apimachinery pkg/api/resource (grammar of Quantity).
 */
export function parseMemory(quantity: string): number {
  const match = QUANTITY.exec(quantity);
  if (match === null) throw notAQuantity(quantity);
  const [, sign, digits = "", suffix = ""] = match;
  const [whole = "", fraction = ""] = digits.split(".");
  const { times, over } = scaleOf(suffix);
  const numerator = BigInt(`${whole}${fraction}`) * times;
  const denominator = 10n ** BigInt(fraction.length) * over;
  // Away from zero, on both sides.
  const bytes = (numerator + denominator - 1n) / denominator;
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) throw notAQuantity(quantity);
  return sign === "-" && bytes !== 0n ? -Number(bytes) : Number(bytes);
}

/** undefined where the text is no memory quantity; for objects that we did not write. */
export function tryParseMemory(quantity: unknown): number | undefined {
  if (typeof quantity === "number") return Number.isSafeInteger(quantity) ? quantity : undefined;
  if (typeof quantity !== "string") return undefined;
  try {
    return parseMemory(quantity);
  } catch {
    return undefined;
  }
}

/** Thousandths, which CPU is counted in: "500m" is 500, "2" is 2000; undefined where the text is no quantity. */
export function tryParseMilli(quantity: unknown): number | undefined {
  const isMilli = typeof quantity === "string" && /^\d+m$/.test(quantity);
  if (isMilli) return Number(quantity.slice(0, -1));
  const fraction = typeof quantity === "string" && /^\d*\.\d+$/.test(quantity) ? Number(quantity) : undefined;
  const whole = fraction ?? tryParseMemory(quantity);
  return whole === undefined ? undefined : Math.round(whole * 1000);
}

/** The shortest exact form with a binary suffix, plain bytes where none divides: 209715200 is "200Mi". */
export function formatMemory(bytes: number): string {
  if (!Number.isSafeInteger(bytes)) throw notAQuantity(String(bytes));
  let value = bytes;
  let suffix = "";
  for (const next of BINARY) {
    if (value === 0 || value % 1024 !== 0) break;
    value /= 1024;
    suffix = next;
  }
  return `${value}${suffix}`;
}

function scaleOf(suffix: string): { times: bigint; over: bigint } {
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) return { times: 1024n ** BigInt(binary + 1), over: 1n };
  const fraction = FRACTIONS[suffix];
  if (fraction !== undefined) return { times: 1n, over: fraction };
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined) return { times: decimal, over: 1n };
  const exponent = Number(suffix.slice(1));
  return exponent >= 0
    ? { times: 10n ** BigInt(exponent), over: 1n }
    : { times: 1n, over: 10n ** BigInt(-exponent) };
}

function notAQuantity(text: string): OperationError {
  return new OperationError(`${JSON.stringify(text.slice(0, 40))} is not a memory quantity, such as 200Mi`, {
    reason: "invalid",
    retryable: false,
  });
}
