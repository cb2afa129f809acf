/** Seconds in the gateway's own header, or the standard one; 1 s where neither says. */
export function waitMsOf(headers: Headers): number {
  const seconds = Number(headers.get("x-ogw-ratelimit-reset") ?? headers.get("retry-after") ?? "1");
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : 1000;
}
