import { afterAll, beforeAll, expect, test } from "vitest";
import type { EffectInstant } from "../../src/core/effects.ts";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import { approve, isOver, isPut, writesTo } from "./support/repair-road.ts";
import { type Road, refTo, startRoad } from "./support/road.ts";
import { scriptedDiagnosis } from "./support/scripted-finding.ts";
import { plainDeployment } from "./support/workloads.ts";

const INSTANTS = (["apply.dry-run", "apply.step", "apply.record", "apply.event"] as const).flatMap(
  (name): EffectInstant[] => [`${name}:before`, `${name}:after`],
);
const KINDS = ["EvictPod", "RunJobAgain", "RecreateService"] as const;
const CASES = KINDS.flatMap((type) =>
  INSTANTS.map((instant, index) => ({ type, instant, name: `${type.toLowerCase()}${index}` })),
);

class Crash extends Error {}
const script = scriptedDiagnosis();
let road: Road;
let crashAt: EffectInstant | undefined;

beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    diagnosis: script.diagnosis,
    settings: { verifySoakSeconds: 5 },
    at: (instant) => {
      if (instant !== crashAt) return;
      crashAt = undefined;
      throw new Crash(instant);
    },
  });
  for (const { type, name } of CASES) {
    if (type === "RunJobAgain")
      road.cluster.behave({ match: { workload: name }, behaviour: { kind: "completes", afterMs: 1000 } });
    await road.cluster.apply([type === "RunJobAgain" ? job(name) : plainDeployment(name)]);
  }
  await road.clock.sleep(10_000, road.signal);
});
afterAll(() => road.stop());

const job = (name: string) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name, namespace: "shop" },
  spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "web", image: "web:1" }] } } },
});

/** The object at fault, with the repair that is proposed for it. */
async function propose(type: (typeof KINDS)[number], name: string): Promise<ObjectRef> {
  if (type === "RecreateService") {
    const ref = { apiVersion: "v1", kind: "Service", namespace: "shop", name, uid: "" };
    const spec = { selector: { app: name }, ports: [{ port: 80 }] };
    script.propose(ref, { type, parameters: { manifest: { spec }, basis: "" }, isExclusive: false });
    return ref;
  }
  const object = type === "RunJobAgain" ? job(name) : plainDeployment(name);
  const ref = refTo(await road.object(refTo(object)));
  if (type === "RunJobAgain") {
    script.propose(ref, { type, parameters: { newName: "", basis: "" }, isExclusive: false });
    return ref;
  }
  const options = { namespace: "shop", labelSelector: `app=${name}` };
  const { items } = await road.reader.list({ apiVersion: "v1", kind: "Pod" }, options, road.signal);
  const { metadata } = items[0] ?? { metadata: { name: "", uid: "" } };
  const parameters = { pod: metadata.name, uid: metadata.uid ?? "", basis: "" };
  script.propose(ref, { type, parameters, isExclusive: false });
  return ref;
}

test.each(CASES)("$type: a crash at $instant ends in the same place, done once", async (one) => {
  const { id } = await road.open(await propose(one.type, one.name));
  await approve(road, await road.drive(id, isPut));
  crashAt = one.instant;
  const first = await road.drive(id, isOver).catch((error: unknown) => {
    if (error instanceof Crash) return undefined;
    throw error;
  });
  const didCrash = crashAt === undefined;
  const closed = first ?? (await road.drive(id, isOver));
  expect(didCrash).toBe(true);
  expect(await road.attempts(id)).toMatchObject([{ result: "verified", failure: null }]);
  expect(closed).toMatchObject({ status: "closed", outcome: "fixed" });
  expect(writesTo(road, one.name).filter(isOfStep)).toHaveLength(1);
});

/** What our step wrote, and not what the test or a controller did. */
function isOfStep(request: { verb: string; subresource?: string; body?: unknown }): boolean {
  return (
    request.subresource === "eviction" || JSON.stringify(request.body).includes("kube-autofix.io/attempt")
  );
}
