import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kubeStateMetrics } from "../../src/simulation/prometheus/kube-state-metrics.ts";
import { classicStress, deployment } from "./manifests.ts";
import { openSimulation } from "./open-simulation.ts";

test("names all that the shipped rules ask kube-state-metrics for", async () => {
  const { cluster } = await openSimulation();
  const rules = readFileSync(
    new URL("../../alerting/kube-autofix-input.rules.yaml", import.meta.url),
    "utf8",
  );
  const asked = new Set(rules.match(/\bkube_(?!autofix)\w+/g));
  expect(asked.size).toBeGreaterThan(20);
  const told = new Set(
    [...kubeStateMetrics(cluster.store).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name),
  );
  expect([...asked].filter((name) => !told.has(name))).toEqual([]);
});

test("tells of a container that was killed by memory as kube-state-metrics does", async () => {
  const { cluster, clock, pods } = await openSimulation();
  await cluster.apply([deployment("stress", classicStress)]);
  clock.advance(60_000);
  // Whoever asks its API has the cluster do all that is due before.
  await pods();
  const text = kubeStateMetrics(cluster.store);
  const container = 'namespace="shop",pod="[^"]+",uid="[^"]+",container="stress"';
  expect(text).toMatch(new RegExp(`^kube_pod_container_status_restarts_total{${container}} [1-9]`, "m"));
  expect(text).toMatch(
    new RegExp(`^kube_pod_container_status_last_terminated_reason{${container},reason="OOMKilled"} 1$`, "m"),
  );
  expect(text).toMatch(
    new RegExp(`^kube_pod_container_status_waiting_reason{${container},reason="CrashLoopBackOff"} 1$`, "m"),
  );
  expect(text).toMatch(/^kube_node_status_condition{node="node-1",condition="Ready",status="true"} 1$/m);
  expect(text).toMatch(/^kube_deployment_status_condition{.*condition="Available",status="false"} 1$/m);
});
