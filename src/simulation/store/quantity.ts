const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
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
const QUANTITY = /^([+-]?[0-9]+(?:\.[0-9]*)?|[+-]?\.[0-9]+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]+))?$/;

/** The number that a Kubernetes quantity stands for (bytes, cores, pieces); undefined for what is none. */
export function parseQuantity(value: string | number | undefined): number | undefined {
  if (typeof value === "number") return value;
  const match = QUANTITY.exec(value ?? "");
  if (!match) return undefined;
  const factor = match[3] === undefined ? FACTORS[match[2] ?? ""] : 10 ** Number(match[3]);
  return factor === undefined ? undefined : Number(match[1]) * factor;
}

export const MEBIBYTE = 2 ** 20;

/** Bytes in the largest binary unit that holds them whole. */
export function formatBytes(bytes: number): string {
  for (const [suffix, factor] of [
    ["Gi", 2 ** 30],
    ["Mi", MEBIBYTE],
    ["Ki", 2 ** 10],
  ] as const)
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${suffix}`;
  return String(Math.ceil(bytes));
}

/** An amount of a resource as Kubernetes writes sums: memory and storage in binary units, processors in thousandths. */
export function formatQuantity(resource: string, value: number): string {
  if (/(memory|storage)$/.test(resource)) return formatBytes(value);
  const thousandths = Math.round(value * 1000);
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}
