const SUFFIXES: Record<string, number> = {
  m: 1e-3,
  "": 1,
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

/**
 * Bytes of a Kubernetes quantity, rounded up; null for what is none.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function quantityBytes(quantity: unknown): number | null {
  if (typeof quantity === "number")
    return Number.isFinite(quantity) && quantity >= 0 ? Math.ceil(quantity) : null;
  if (typeof quantity !== "string" || quantity.length > 64) return null;
  const match =
    /^\+?(\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)$/.exec(quantity);
  if (match === null) return null;
  const [, digits = "", exponent, suffix = ""] = match;
  const factor = exponent === undefined ? SUFFIXES[suffix] : 10 ** Number(exponent);
  return factor === undefined ? null : Math.ceil(Number(digits) * factor);
}

/** For people: "200Mi", "1.5Gi"; bytes below one KiB as they are. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of UNITS) {
    if (bytes >= size) return `${Number((bytes / size).toFixed(bytes % size === 0 ? 0 : 1))}${unit}`;
  }
  return `${bytes}`;
}
const UNITS = [
  ["Gi", 2 ** 30],
  ["Mi", 2 ** 20],
  ["Ki", 2 ** 10],
] as const;

/** For people: "45 s", "12 min", "3 h", "2 d". */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
