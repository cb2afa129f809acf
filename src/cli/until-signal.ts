/** Waits for SIGTERM or SIGINT. The handlers go with `dispose`, so that a second signal ends the process at once. */
export function untilSignal(): { received: Promise<NodeJS.Signals>; dispose(): void } {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  const onSignal = (signal: NodeJS.Signals) => resolve(signal);
  process.once("SIGTERM", onSignal);
  process.once("SIGINT", onSignal);
  return {
    received: promise,
    dispose: () => {
      process.off("SIGTERM", onSignal);
      process.off("SIGINT", onSignal);
    },
  };
}
