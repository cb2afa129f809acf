const FIRST_MS = 2_000;
/** Takes away what stands on the line of a terminal. */
export const CLEAR_LINE = "\r\u001b[2K";

/** Says on a terminal what is waited for, once that takes longer than two seconds. Without one it is silent. */
export async function withProgress<T>(
  err: NodeJS.WritableStream & { isTTY?: boolean },
  what: string,
  work: Promise<T>,
): Promise<T> {
  if (err.isTTY !== true) return work;
  const startedMs = performance.now();
  let isShown = false;
  const timer = setInterval(() => {
    isShown = true;
    err.write(`${CLEAR_LINE}... ${what} (${Math.round((performance.now() - startedMs) / 1000)} s)`);
  }, FIRST_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (isShown) err.write(CLEAR_LINE);
  }
}
