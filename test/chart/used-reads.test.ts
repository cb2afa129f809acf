import { expect, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { createDiagnosis } from "../../src/diagnosis/create-diagnosis.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import type { Signal } from "../../src/domain/signal.ts";
import { createSubjectFinder } from "../../src/kubernetes/find-subject.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { createLiveClusterReader } from "../../src/kubernetes/live-cluster-reader.ts";
import { createSignalWatch } from "../../src/kubernetes/watch-signals.ts";
import { readCapacity } from "../../src/remediation/facts/read-capacity.ts";
import { readConfig } from "../../src/remediation/facts/read-config.ts";
import { readImpact } from "../../src/remediation/facts/read-impact.ts";
import { readTarget } from "../../src/remediation/facts/read-target.ts";
import { listServed } from "../../src/remediation/owners/source.ts";
import { countingIds, incidentAbout } from "../diagnosis/support/investigate.ts";
import { openSimulation } from "../simulation/open-simulation.ts";
import { READ_RIGHTS, usedRights } from "../support/rights.ts";
import { BEHAVIOURS, isOfCluster, NAMESPACE, ONE_OF_EACH, SUBJECTS } from "./support/one-of-each.ts";

const POD = { apiVersion: "v1", kind: "Pod" };
const VPA = {
  group: "autoscaling.k8s.io",
  version: "v1",
  kind: "VerticalPodAutoscaler",
  plural: "verticalpodautoscalers",
  namespaced: true,
  subresources: [],
  hasGeneration: true,
};

/** Who else manages workloads, and where from: read where it is served. */
const OWNERS = [
  ["keda.sh", "v1alpha1", "ScaledObject", "scaledobjects"],
  ["argoproj.io", "v1alpha1", "Application", "applications"],
  ["kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations"],
  ["helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases"],
].map(([group = "", version = "", kind = "", plural = ""]) => ({ ...VPA, group, version, kind, plural }));

/** An alert that only a claim's class can answer. */
const full = (claim: ObjectRef, at: Date): Signal => ({
  id: "signal-1",
  alertId: null,
  key: "full",
  source: "alertmanager",
  symptom: "volume-full",
  suspect: { ...claim, container: "", labels: {} },
  at: at.toISOString(),
  detail: "nearly full",
});

test("what is read of a cluster is what the chart grants to read, all of it", async ({ signal }) => {
  const { cluster, clock, kubeConfig } = await openSimulation({
    hasMetrics: true,
    customResources: [VPA, ...OWNERS],
  });
  for (const behaviour of BEHAVIOURS) cluster.behave(behaviour);
  await cluster.apply(ONE_OF_EACH);
  for (let minute = 0; minute < 5; minute += 1) clock.advance(60_000);
  const live = { kubeConfig, clock, logger: silentLogger, timeoutMs: 10_000 };
  const reader = createLiveClusterReader(live);

  const watch = createSignalWatch({ ...live, namespaces: [], onSignals: async () => {} });
  await watch.start();
  await expect.poll(() => watch.isHealthy(), { timeout: 30_000 }).toBe(true);
  await reader.clusterId(signal);
  const finder = createSubjectFinder(reader);
  const diagnosis = createDiagnosis({ reader, clock, ids: countingIds(), logger: silentLogger });
  for (const [apiVersion, kind, name] of SUBJECTS) {
    const at = { apiVersion, kind, namespace: isOfCluster(kind) ? "" : NAMESPACE, name };
    const found = await finder.find({ ...at, uid: "", container: "", labels: {} }, signal);
    expect(found, kind).toMatchObject({ kind: "found" });
    if (found.kind !== "found") continue;
    const incident = incidentAbout(found.subject, clock.now().toISOString());
    const signals = kind === "PersistentVolumeClaim" ? [full(found.subject, incident.openedAt)] : [];
    await diagnosis.investigate({ incident, signals, attempts: [] }, signal);
    await readImpact(reader, found.subject, signal);
    await readTarget(reader, { ref: found.subject, made: null }, signal);
  }
  for (const { group, version, kind, plural } of OWNERS)
    await listServed(
      reader,
      { apiVersion: `${group}/${version}`, kind, resource: plural },
      NAMESPACE,
      signal,
    );
  const pod = (await reader.list(POD, { namespace: NAMESPACE }, signal)).items[0]?.metadata.name ?? "";
  const ofPod = { ...POD, namespace: NAMESPACE, name: pod, uid: "", container: "", labels: {} };
  expect(await finder.find(ofPod, signal)).toMatchObject({ kind: "found" });
  const { items } = await reader.list(
    { apiVersion: "apps/v1", kind: "Deployment" },
    { namespace: NAMESPACE },
    signal,
  );
  for (const workload of items) {
    expect(await readConfig(reader, { workload }, signal), refOf(workload).name).toHaveLength(1);
    await readCapacity(reader, { namespace: NAMESPACE, pod: { containers: [] } }, signal);
  }
  await watch.stop();

  const used = usedRights(cluster.requests());
  expect([...used.difference(READ_RIGHTS)].sort(), "asked for and not granted").toEqual([]);
  expect([...READ_RIGHTS.difference(used)].sort(), "granted and never asked for").toEqual([]);
});
