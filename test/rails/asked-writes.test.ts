import { afterAll, beforeAll, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { type Road, refTo, startRoad } from "../remediation/support/road.ts";
import { scriptedDiagnosis } from "../remediation/support/scripted-finding.ts";
import { driveWhileItMoves, webIn, writtenIn } from "./situations.ts";

/** What serves now, and whose repair would take it down while it is made: every rule allows it, and a person is asked all the same. */
const POLICY = `apiVersion: kube-autofix.io/v1
kind: Policy
rules:
  - {name: free, when: true, verdict: auto, reason: All may be done}
`;

const script = scriptedDiagnosis();
let road: Road;
beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    settings: { verifySoakSeconds: 10 },
    policy: loadPolicyFile(POLICY),
    diagnosis: script.diagnosis,
  });
});
afterAll(() => road.stop());

/** A workload that serves, ends its only pod before it makes another one, and is to be restarted. */
async function restarted(namespace: string, around: readonly object[]): Promise<string> {
  const web = webIn(namespace, {});
  const object: KubernetesObject = {
    ...web,
    spec: { ...(web.spec as object), strategy: { type: "Recreate" } },
  };
  await road.cluster.apply([object, ...around]);
  const ref = refTo(await road.object(refTo(object)));
  await road.until(async () => {
    const { status } = await road.object(ref);
    return (status as { readyReplicas?: number } | undefined)?.readyReplicas === 1;
  });
  script.propose(ref, { type: "RestartRollout", parameters: { basis: "" }, isExclusive: true });
  const { id } = await road.open(ref);
  await driveWhileItMoves(road, id);
  return writtenIn(road, namespace);
}

test("nothing is written where it would take down the last ready replica of a Service", async () => {
  const metadata = { name: "front", namespace: "serving" };
  const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
  expect(await restarted("serving", [{ apiVersion: "v1", kind: "Service", metadata, spec }])).toBe("");
});

test("but where nobody is sent to it, it is, by itself", async () => {
  expect(await restarted("alone", [])).toBe("patch deployments.apps alone/web");
});
