import { describe, expect, test } from "vitest";
import type { Collector } from "../../../src/diagnosis/collectors/collector.ts";
import { missingClass } from "../../../src/diagnosis/investigators/ingress-class.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { clockAt } from "../support/investigate.ts";
import { NOW } from "../support/workload.ts";

const ofClass = (name: string): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name },
});
const ingress = (ingressClassName: string | undefined, address?: string): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "shop", namespace: "shop", uid: "u" },
  spec: { ...(ingressClassName === undefined ? {} : { ingressClassName }) },
  status: { loadBalancer: address === undefined ? {} : { ingress: [{ ip: address }] } },
});

const look = (raw: KubernetesObject, classes: KubernetesObject[]) => {
  const collector: Collector = {
    reader: createMemoryReader({ objects: [raw, ...classes] }),
    clock: clockAt(NOW),
    signal: new AbortController().signal,
    gaps: [],
  };
  return missingClass(collector, raw);
};

describe("an Ingress", () => {
  test.each([
    ["a near name", "ngnix", ["nginx"], 0.92],
    ["another name", "traefik", ["nginx"], 0.85],
    ["no class at all", "nginx", [], 0.85],
  ])("of a class that is not there, with %s", async (_what, wanted, there, confidence) => {
    const found = await look(ingress(wanted), there.map(ofClass));
    expect(found).toMatchObject({ cause: "ingress-class-missing", confidence });
    expect(found?.repair ?? null).toBeNull();
  });

  test.each([
    ["whose class is there", ingress("nginx")],
    ["without a class: the default one takes it", ingress(undefined)],
    ["that a controller has taken by the name alone", ingress("traefik", "10.0.0.1")],
  ])("%s is not blamed", async (_what, raw) => {
    expect(await look(raw, [ofClass("nginx")])).toBeUndefined();
  });
});
