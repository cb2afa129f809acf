import { raiseStage, type Stage } from "../../src/cli/demo/stage.ts";
import type { BenchCluster } from "./bench-cluster.ts";

/**
 * The whole service in this process, with an embedded database of its own that syncs every commit to disk. A bench that is
 * stopped takes them with it, or the database would go on alone.
 */
export async function startService(
  { clock, kubeConfig }: BenchCluster,
  env: NodeJS.ProcessEnv = {},
): Promise<Stage> {
  const stage = await raiseStage({
    env: { WATCH: "off", VERIFY_SOAK_SECONDS: "1", VERIFY_SOAK_MAX_SECONDS: "2", ...env },
    clock,
    kubeConfig,
  });
  const onSignal = () => void stage.end().finally(() => process.exit(1));
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, onSignal);
  return {
    ...stage,
    async end() {
      for (const signal of signals) process.off(signal, onSignal);
      await stage.end();
    },
  };
}
