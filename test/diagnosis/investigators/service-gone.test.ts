import { describe, expect, it } from "vitest";
import type { Signal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { findingOf, investigate, refOf } from "../support/investigate.ts";
import { lookAt, object } from "../support/objects.ts";
import { deployment, podOf, service } from "../support/routing.ts";
import { ago, NOW } from "../support/workload.ts";

describe("a workload without replicas", () => {
  it.each([
    ["nothing sends to it", [deployment("web", { replicas: 0 }), service({ selector: { app: "other" } })]],
    [
      "something wakes it when it is needed",
      [
        deployment("web", { replicas: 0, metadata: { annotations: { "downscaler/uptime": "Mon-Fri" } } }),
        service(),
      ],
    ],
  ])("rests where %s", async (_what, objects) => {
    expect((await lookAt(objects)).kind).toBe("healthy");
  });
});

describe("a Service that was deleted", () => {
  const web = deployment("web");
  const gone = object("v1", "Service", "web");
  const record = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const signal: Signal = {
    id: "signal-1",
    alertId: null,
    key: "object/1",
    source: "object-status",
    symptom: "service-deleted",
    suspect: { ...refOf(gone), container: "", labels: {} },
    at: ago(200),
    detail: "",
    record,
  };
  const caller = deployment("cart", {
    container: { env: [{ name: "WEB_URL", value: "http://web:80/api" }] },
  });
  const look = (objects: KubernetesObject[]) =>
    investigate({
      reader: createMemoryReader({ objects }),
      workload: refOf(gone),
      at: NOW,
      signals: [signal],
    });

  it("is proposed to be made again as it was, with who still names it", async () => {
    const finding = findingOf(await look([web, podOf(web), caller]));
    expect(finding).toMatchObject({
      cause: "service-deleted",
      repair: { type: "RecreateService", isExclusive: false },
    });
    expect(finding.sentence).toContain("Deployment shop/cart");
    expect(finding.repair?.parameters).toMatchObject({ manifest: record });
  });

  it.each([
    ["its workload is gone as well", [caller]],
    ["another one is in its place, and nobody names it", [web, service({ name: "web-v2" })]],
  ])("is no fault where %s", async (_what, objects) => {
    expect((await look(objects)).kind).toBe("healthy");
  });
});
