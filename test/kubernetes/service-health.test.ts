import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { healthOfService } from "../../src/kubernetes/service-health.ts";
import { deployment, service, slice } from "../diagnosis/support/routing.ts";
import { createMemoryReader } from "../support/memory-reader.ts";

const health = (one: KubernetesObject, ...others: KubernetesObject[]) =>
  healthOfService(createMemoryReader({ objects: others }), one, AbortSignal.timeout(10_000));
const web = deployment("web");

describe("the health of a Service", () => {
  it("is good with a ready endpoint for each port", async () => {
    expect(await health(service(), slice("web", [true, false]), web)).toEqual({
      isWell: true,
      measure: 1,
      reason: "1 ready endpoints",
    });
  });

  it.each([
    ["no endpoint", [slice("web"), web]],
    ["no ready endpoint", [slice("web", [false]), web]],
    ["no endpoint for its port", [slice("web", [true], []), web]],
    ["no endpoint, and no workload that it selects", [slice("web"), deployment("other")]],
  ])("is bad with %s", async (_what, objects) => {
    expect(await health(service(), ...objects)).toMatchObject({ isWell: false, measure: 0 });
  });

  it("is good before a workload that rests, which is missed for itself", async () => {
    const idle = deployment("web", { replicas: 0 });
    expect(await health(service(), slice("web"), idle)).toMatchObject({ isWell: true, measure: 0 });
  });

  it("is doubted where its pods are not known to have any of its ports", async () => {
    const odd = service({ ports: [{ port: 80, targetPort: 9999 }] });
    expect(await health(odd, slice("web", [true]), web)).toMatchObject({
      isWell: true,
      doubt: expect.any(String),
    });
  });
});
