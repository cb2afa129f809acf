import type { BenchCluster } from "./bench-cluster.ts";

export async function startRealBenchCluster(_options: {
  kubeconfig: string;
  auditLog: string | undefined;
}): Promise<BenchCluster> {
  throw new Error("not yet");
}
