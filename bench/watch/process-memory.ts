const SAMPLE_MS = 50;

/** Both in bytes; the heap after what is not needed was thrown away (node --expose-gc). */
export function memoryNow(): { rss: number; heap: number } {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { rss, heap: heapUsed + external + arrayBuffers };
}

export const megabytes = (bytes: number): number => bytes / 2 ** 20;

/** The most memory that the process holds between now and the stop, in bytes. */
export function watchPeak(): { stop(): number } {
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    stop() {
      look();
      clearInterval(timer);
      return most;
    },
  };
}
