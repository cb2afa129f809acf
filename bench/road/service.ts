import { raiseStage, type Stage } from "../../src/cli/demo/stage.ts";
import type { BenchCluster } from "./bench-cluster.ts";

/** The whole service in this process, with an embedded database of its own that syncs every commit to disk. */
export function startService(
  { clock, kubeConfig }: BenchCluster,
  env: NodeJS.ProcessEnv = {},
): Promise<Stage> {
  return raiseStage({
    env: { WATCH: "off", VERIFY_SOAK_SECONDS: "1", VERIFY_SOAK_MAX_SECONDS: "2", ...env },
    clock,
    kubeConfig,
  });
}
