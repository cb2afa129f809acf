/** Repeats `work` while it says that there is more; a call during a run makes one more run after it. */
export function oneAtATime(work: () => Promise<boolean>, onError: (error: unknown) => void): () => void {
  let isRunning = false;
  let isAskedAgain = false;
  const loop = async () => {
    isRunning = true;
    try {
      do {
        isAskedAgain = false;
        if (await work()) isAskedAgain = true;
      } while (isAskedAgain);
    } catch (error) {
      onError(error);
    } finally {
      isRunning = false;
    }
  };
  return () => {
    if (isRunning) isAskedAgain = true;
    else void loop();
  };
}
