import { afterAll, beforeAll, describe } from "vitest";
import { configChangeContract } from "./config-change-contract.ts";
import { type ContractBench, type ContractCluster, openBench } from "./contract-cluster.ts";
import { otherWorkloadsContract } from "./other-workloads-contract.ts";
import { readerContract } from "./reader-contract.ts";
import { watchContract } from "./watch-contract.ts";
import { workloadContract } from "./workload-contract.ts";
import { writerContract } from "./writer-contract.ts";

/** What the project relies on a cluster for; run on every cluster that it is tried on, simulated or real. */
export function clusterContract(name: string, makeCluster: () => Promise<ContractCluster>): void {
  describe(name, () => {
    let opened: ContractBench | undefined;
    const bench = () => {
      if (opened === undefined) throw new Error("the cluster did not open");
      return opened;
    };
    beforeAll(async () => {
      opened = await openBench(await makeCluster());
    });
    afterAll(() => opened?.close());
    readerContract(bench);
    writerContract(bench);
    workloadContract(bench);
    otherWorkloadsContract(bench);
    configChangeContract(bench);
    watchContract(bench);
  });
}
