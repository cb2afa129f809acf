import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import type { NewSignal } from "../../src/domain/signal.ts";
import { createSignalWatch } from "../../src/kubernetes/watch-signals.ts";
import { openBreakableProxy } from "./breakable-proxy.ts";
import { type ContractBench, eventually, wallClock } from "./contract-cluster.ts";
import { backOffEvent } from "./contract-objects.ts";

export function watchContract(bench: () => ContractBench): void {
  describe("watching", () => {
    it("hears what was there before, what comes, and what came while it was cut off, each once", async () => {
      const proxy = await openBreakableProxy(bench().kubeConfig);
      const heard: NewSignal[] = [];
      const watch = createSignalWatch({
        kubeConfig: proxy.kubeConfig,
        namespaces: [bench().namespace],
        clock: wallClock,
        logger: silentLogger,
        onSignals: async (signals) => void heard.push(...signals),
      });
      await happen("before");
      await watch.start();
      try {
        await eventually("the first signal", async () => heardOf(heard, "before"));
        await eventually("a healthy watch", async () => watch.isHealthy() || undefined);
        await happen("during");
        await eventually("the second signal", async () => heardOf(heard, "during"));
        proxy.break();
        await happen("cut-off");
        proxy.mend();
        await eventually("the signal of the time without connection", async () => heardOf(heard, "cut-off"));
        await happen("after");
        await eventually("the last signal", async () => heardOf(heard, "after"));
        const events = heard.filter(
          (signal) => signal.source === "event" && signal.symptom === "crash-looping",
        );
        expect(events.map((signal) => signal.suspect.name)).toEqual(["before", "during", "cut-off", "after"]);
      } finally {
        await watch.stop();
        await proxy.close();
      }
    });

    it("hears no Normal event", async () => {
      const heard: NewSignal[] = [];
      const watch = createSignalWatch({
        kubeConfig: bench().kubeConfig,
        namespaces: [bench().namespace],
        clock: wallClock,
        logger: silentLogger,
        onSignals: async (signals) => void heard.push(...signals),
      });
      await happen("normal", "Normal");
      await watch.start();
      await happen("warning");
      await eventually("the Warning", async () => heardOf(heard, "warning"));
      await watch.stop();
      expect(heardOf(heard, "normal")).toBeUndefined();
    });
  });

  function happen(name: string, type = "Warning") {
    const { create, namespace } = bench();
    return create("events", backOffEvent(`${name}.1`, { name, namespace, uid: `uid-${name}` }, type));
  }
}

function heardOf(heard: NewSignal[], name: string): NewSignal | undefined {
  return heard.find((signal) => signal.suspect.name === name);
}
