import { formatBytes } from "../quantity.ts";

/** Thousandths of a resource for people: "500m", "2", "1.5Gi". */
export function formatResource(resource: string, milli: number): string {
  if (isBytes(resource)) return formatBytes(Math.round(milli / 1000));
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

export const isBytes = (resource: string): boolean => /memory|storage|hugepages/.test(resource);
