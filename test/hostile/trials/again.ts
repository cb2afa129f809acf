/** Tries of one request, and the wait before the next. */
const TRIES = 5;
const WAIT_MS = 500;

/**
 * Asks again where the connection broke: on a machine with much to do, a server closes a quiet connection at the moment at
 * which the next request is put on it. Whatever is asked through this may be asked twice.
 */
export async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const isBroken = error instanceof TypeError && error.message === "fetch failed";
      if (!isBroken || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}
