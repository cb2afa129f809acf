import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident.ts";
import { loadPolicyFile } from "../../src/remediation/policy/load-policy.ts";
import { type Road, startRoad } from "../remediation/support/road.ts";
import { type Situation, webIn, writesOf } from "./situations.ts";

/**
 * One situation a rail in which only that rail stands between a workload in need and a write. `npm run rails` takes each
 * rail out of a copy, and the write must then stand here in the API server's log.
 */
const POLICY = `apiVersion: kube-autofix.io/v1
kind: Policy
protectedNamespaces: [vault]
rules:
  - {name: frozen, when: 'workload.namespace == "frozen"', verdict: deny, reason: Nothing changes here}
  - {name: broken, when: 'workload.namespace == "broken" && [1][3] == 1', verdict: auto, reason: Never worked out}
  - {name: seen, when: 'workload.namespace == "seen"', verdict: observe, reason: It is only seen}
  - {name: bounded, when: 'workload.namespace == "bounded"', verdict: auto, reason: Within bounds, bounds: {SetMemoryLimit: {maxBytes: 150Mi}}}
  - {name: asked, when: 'workload.namespace in ["late", "forged", "asked"]', verdict: approve, reason: Somebody decides}
  - {name: two, when: 'workload.namespace == "two"', verdict: approve, approvers: 2, reason: Two people decide}
`;

let road: Road;
beforeAll(async () => {
  road = await startRoad({
    rate: 60,
    settings: {
      verifySoakSeconds: 10,
      ownNamespace: "home",
      maxChangesInFlight: 50,
      // However slow the machine is, what is asked is still asked when somebody answers.
      approvalTimeoutSeconds: 86_400,
    },
    policy: loadPolicyFile(POLICY),
    at: async (instant) => {
      if (instant === "attempt.begin:after") await movedMeanwhile();
    },
  });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
});
afterAll(() => road.stop());

const decide = (incident: Incident, digest: string, by = "ada") =>
  road.approvals.decide({
    which: { incidentId: incident.id, digest },
    decision: "approve",
    by,
    door: "page",
    comment: "",
  });

const SITUATIONS: readonly Situation[] = [
  { what: "in the control plane's namespace", namespace: "kube-system" },
  { what: "in a namespace that the policy protects", namespace: "vault" },
  { what: "in the service's own namespace", namespace: "home" },
  { what: "where the workload only lets it observe", namespace: "watched", labels: autonomy("observe") },
  { what: "where the workload wants to be asked", namespace: "asking", labels: autonomy("approve") },
  {
    what: "while the workload is paused",
    namespace: "paused",
    annotations: { "kube-autofix.io/pause-until": "2100-01-01T00:00:00Z" },
  },
  {
    what: "where GitOps would set it back",
    namespace: "deployed",
    labels: { "argocd.argoproj.io/instance": "shop" },
  },
  { what: "where a rule denies it", namespace: "frozen" },
  { what: "where a rule only observes", namespace: "seen" },
  { what: "where a rule cannot be worked out", namespace: "broken" },
  { what: "beyond the bounds of its rule", namespace: "bounded" },
  { what: "before anybody agreed", namespace: "asked" },
  {
    what: "after a yes to another plan",
    namespace: "forged",
    next: (incident) => decide(incident, "sha256:0000"),
  },
  {
    what: "after a yes that came too late",
    namespace: "late",
    next: async (incident) => {
      const over = { expires_at: road.clock.now() };
      await road.db.updateTable("approvals").set(over).where("incident_id", "=", incident.id).execute();
      await decide(incident, incident.plan?.digest ?? "");
    },
  },
  {
    what: "after one person's second yes of two",
    namespace: "two",
    next: async (incident) => {
      for (let time = 0; time < 2; time += 1) await decide(incident, incident.plan?.digest ?? "");
    },
  },
  { what: "over what was changed meanwhile", namespace: "moved" },
];

describe.concurrent("nothing is written", () => {
  test.each(SITUATIONS)("$what", async (situation) => {
    expect(await writesOf(road, situation)).toBe("");
  });

  test("but elsewhere it is, by itself", async () => {
    expect(await writesOf(road, { what: "", namespace: "shop" })).toBe("patch deployments.apps shop/web");
  });
});

function autonomy(value: string): Record<string, string> {
  return { "kube-autofix.io/autonomy": value };
}

/** Somebody is faster, once. */
async function movedMeanwhile(): Promise<void> {
  const isThere = road.cluster.store.get("deployments.apps", "moved", "web");
  if (isThere === undefined || isThere.metadata.labels?.moved !== undefined) return;
  await road.cluster.apply([webIn("moved", { labels: { moved: "yes" } }, "400Mi")]);
}
