import { describe, expect, test } from "vitest";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import { configStale } from "../../../src/diagnosis/signatures/config-stale.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "../support/facts.ts";
import { service } from "../support/routing.ts";
import { ago, deployment, pod, replicaSet, running, status, template } from "../support/workload.ts";

const byEnv = {
  env: [{ name: "BACKEND_HOST", valueFrom: { configMapKeyRef: { name: "settings", key: "backend_host" } } }],
};
const mounted = (subPath: boolean) => ({
  volumeMounts: [{ name: "conf", mountPath: "/etc/app.conf", ...(subPath ? { subPath: "app.conf" } : {}) }],
});
const volumes = [{ name: "conf", configMap: { name: "settings" } }];

const settings = (data: Record<string, string>, changed: number): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: "settings",
    namespace: "shop",
    creationTimestamp: ago(9000),
    managedFields: [{ time: ago(changed), fieldsV1: { "f:data": {} } }],
  } as KubernetesObject["metadata"],
  data,
});
const slice = (of: string, ready: boolean): KubernetesObject => ({
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: `${of}-1`, namespace: "shop", labels: { "kubernetes.io/service-name": of } },
  endpoints: [{ addresses: ["10.244.0.9"], conditions: { ready } }],
  ports: [{ port: 8080 }],
});

interface Plan {
  reads?: object;
  map?: KubernetesObject;
  started?: number;
  ready?: boolean;
  log?: string;
}

async function look({ reads = byEnv, map, started = 600, ready = true, log }: Plan = {}) {
  const of = template({ containers: [{ name: "web", image: "acme/web:1", ...reads }], volumes });
  const notReady = { ...status({ state: running(started), lastState: {}, restartCount: 0 }), ready: false };
  return factsOf(
    [
      deployment(of),
      replicaSet("a", 1, { of, created: 900 }),
      pod(of, { statuses: [notReady], created: 900 }),
      map ?? settings({ backend_host: "vault" }, 120),
      service({ name: "vault", selector: { app: "vault" } }),
      slice("vault", ready),
    ],
    { logs: { "web-a-1/web": log ?? "curl: (6) Could not resolve host: store" } },
  );
}

describe("pods that call what their ConfigMap does not name any more", () => {
  test.each<[string, Plan]>([
    ["from the environment", {}],
    [
      "from a file by subPath",
      { reads: mounted(true), map: settings({ "app.conf": "backend = http://vault:80\n" }, 120) },
    ],
  ])("%s are proposed to be started anew, before any other cause", async (_what, plan) => {
    const facts = await look(plan);
    expect(configStale.diagnose(facts)).toMatchObject([
      { cause: "config-stale", repair: { type: "RestartRollout", target: { name: "web" } } },
    ]);
    const best = signatures
      .flatMap((one) => one.diagnose(facts))
      .toSorted((a, b) => b.confidence - a.confidence)[0];
    expect(best?.cause).toBe("config-stale");
  });

  test.each<[string, Plan]>([
    ["have read it since", { started: 60 }],
    ["call what it still names", { log: "curl: (7) Failed to connect to vault port 80: Connection refused" }],
    ["would call what does not serve", { ready: false }],
    ["would call what is not there", { map: settings({ backend_host: "nobody" }, 120) }],
    ["would be told of no host at all", { map: settings({ backend_host: "" }, 120) }],
    [
      "follow it by themselves, in a volume",
      { reads: mounted(false), map: settings({ "app.conf": "backend = http://vault:80\n" }, 120) },
    ],
  ])("but not those that %s", async (_what, plan) => {
    expect(configStale.diagnose(await look(plan))).toEqual([]);
  });
});
