import { afterAll, beforeAll, expect, it } from "vitest";
import { valueAt } from "../../src/kubernetes/json-patch-apply.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { patchesOf, raiseStage, type Served, type Stage, until } from "./support/stage.ts";
import { web } from "./support/workload.ts";

const IMAGE = "/spec/template/spec/containers/0/image";
const GOOD = "registry.example.org/shop/web:1.0";
const BAD = "registry.example.org/shop/web:1.1";
const namespace = "release";

let stage: Stage;
let service: Served;
beforeAll(async () => {
  stage = await raiseStage();
  service = await stage.serve({ env: { VERIFY_SOAK_SECONDS: "20", WATCH: "on" } });
  stage.cluster.behave({
    match: { image: BAD },
    behaviour: {
      kind: "crashes",
      afterMs: 2_000,
      exitCode: 1,
      log: ["TypeError: undefined is not a function"],
    },
  });
});
afterAll(() => stage.end());

/** What crashes within its first seconds never counts as available, so that the old revision goes on serving. */
function release(image: string) {
  const object = web(namespace, { image });
  return { ...object, spec: { ...(object.spec as object), minReadySeconds: 10 } };
}

const deployment = () => stage.cluster.store.get("deployments.apps", namespace, "web");

it("a release that crashes is returned to the revision that ran, by itself, with one patch", async () => {
  await stage.cluster.apply([release(GOOD)]);
  await until(() => (valueAt(deployment(), "/status/readyReplicas") === 1 ? true : undefined), "the start");
  await stage.clock.sleep(120_000, AbortSignal.timeout(40_000));
  await stage.cluster.apply([release(BAD)]);
  const end = await incidentWhere(service.client, namespace, isAtRest);
  expect(end).toMatchObject({ status: "closed", outcome: "fixed", attempts: [{ result: "verified" }] });
  expect(end.plan?.actions).toMatchObject([{ type: "RollBackRevision" }]);
  expect(valueAt(deployment(), IMAGE)).toBe(GOOD);
  expect(patchesOf(stage, namespace)).toHaveLength(1);
  expect(service.told(namespace)).toEqual(["opened", "applied", "fixed"]);
});
