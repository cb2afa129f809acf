const MI = 2 ** 20;

/**
 * Rounds up to a size that a person would write: steps of 1 Mi below 64 Mi, of 10 Mi below 1 Gi, of 64 Mi below 8 Gi,
 * of 256 Mi above.
 */
export function tidyBytes(bytes: number): number {
  const mi = Math.ceil(bytes / MI);
  const step = mi < 64 ? 1 : mi < 1024 ? 10 : mi < 8192 ? 64 : 256;
  return Math.ceil(mi / step) * step * MI;
}
