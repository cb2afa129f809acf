import { tryParseMemory } from "../kubernetes/quantity.ts";

/** Bytes of a Kubernetes quantity, rounded up; null for what is none, or less than nothing. */
export function quantityBytes(quantity: unknown): number | null {
  const bytes = tryParseMemory(quantity) ?? -1;
  return bytes < 0 ? null : bytes;
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
