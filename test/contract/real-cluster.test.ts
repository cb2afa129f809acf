import { describe, expect, it } from "vitest";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { clusterContract } from "./cluster-contract.ts";

const path = process.env.KUBECONFIG ?? "";

if (path === "") {
  describe("a real API server", () => {
    it("is left out: KUBECONFIG is not set", () => {
      console.info("The contract was not tried on a real API server: KUBECONFIG is not set.");
      expect(path).toBe("");
    });
  });
} else {
  clusterContract("a real API server", async () => ({
    kubeConfig: loadKubeConfig({ path }),
    close: async () => {},
  }));
}
