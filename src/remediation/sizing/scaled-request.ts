import { tidyBytes } from "./tidy-size.ts";

/**
 * The request in the same ratio to the limit as before. Null (no request is written) stays null, for then the API server
 * takes the limit; equal stays equal, which keeps the QoS class Guaranteed; else it stays below the limit.
 */
export function scaledRequest(
  fromLimitBytes: number,
  fromRequestBytes: number | null,
  toLimitBytes: number,
): number | null {
  if (fromRequestBytes === null) return null;
  if (fromRequestBytes >= fromLimitBytes) return toLimitBytes;
  if (fromRequestBytes === 0) return 0;
  const exact = (fromRequestBytes * toLimitBytes) / fromLimitBytes;
  const scaled = exact % 2 ** 20 === 0 ? exact : tidyBytes(exact);
  // Rounding up must not make Burstable into Guaranteed.
  return scaled < toLimitBytes ? scaled : Math.max(fromRequestBytes, toLimitBytes - 2 ** 20);
}
