import type { Clock } from "../core/clock.ts";
import { silentLogger } from "../core/logger.ts";
import type { Action } from "../domain/action.ts";
import { sealPlan } from "../domain/plan.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { answerReview } from "./answer-review.ts";
import type { LedgerAttempt } from "./ledger-attempt.ts";

/** After so many the road of a review is compiled; together they take as long as a slow first one. */
const REVIEWS = 300;
const INCIDENT = "00000000-0000-7000-8000-000000000000";
const IMAGE = "/spec/template/spec/containers/0/image";

/**
 * Reviews a change of its own again and again before anybody is answered: the first write after a start would pay for
 * all that is compiled on the way, out of the API server's three seconds. Nothing of it is counted, told or kept.
 * Returns how many were admitted, each by the whole road.
 */
export async function warmUp(clock: Clock, reviews = REVIEWS): Promise<number> {
  const deps = { ledger: ledgerOf(clock.now()), clock, logger: silentLogger, metrics: createMetrics() };
  const body = JSON.stringify(REVIEW);
  let admitted = 0;
  for (let count = 0; count < reviews; count += 1) {
    const { response } = (await answerReview(deps, body)) as { response: { allowed: boolean } };
    admitted += Number(response.allowed);
  }
  return admitted;
}

function workload(image: string) {
  const labels = { app: "warm-up" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "warm-up", namespace: "warm-up", uid: INCIDENT, annotations: { of: "warm-up" } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "web", image, resources: {} }] } },
    },
  };
}

const [FROM, TO] = ["web:1", "web:2"];
const ACTION: Action = {
  type: "SetImage",
  target: { apiVersion: "apps/v1", kind: "Deployment", namespace: "warm-up", name: "warm-up", uid: INCIDENT },
  parameters: { container: "web", from: FROM, to: TO, basis: "warm-up" },
  patch: [
    { op: "test", path: IMAGE, value: FROM },
    { op: "replace", path: IMAGE, value: TO },
  ],
  inverse: [
    { op: "test", path: IMAGE, value: TO },
    { op: "replace", path: IMAGE, value: FROM },
  ],
  proof: { kind: "rollout", soakSeconds: 60, clipped: false, sentence: "warm-up" },
  sentence: "warm-up",
};

const REVIEW = {
  apiVersion: "admission.k8s.io/v1",
  kind: "AdmissionReview",
  request: {
    uid: "warm-up",
    kind: { group: "apps", version: "v1", kind: "Deployment" },
    resource: { group: "apps", version: "v1", resource: "deployments" },
    name: "warm-up",
    namespace: "warm-up",
    operation: "UPDATE",
    userInfo: { username: "warm-up" },
    object: workload(TO),
    oldObject: workload(FROM),
  },
};

function ledgerOf(now: Date) {
  const risk = { level: "low" as const, reasons: [] };
  const plan = sealPlan(
    { incidentId: INCIDENT, sentence: "warm-up", risk, actions: [ACTION], notes: [] },
    { verdict: "auto", rule: "warm-up", reason: "warm-up", autonomy: "auto" },
  );
  const row: LedgerAttempt = {
    ...{ id: INCIDENT, incidentId: INCIDENT, number: 1, planDigest: plan.digest, plan },
    ...{ preImage: null, podsBefore: [], steps: [], startedAt: now, incidentStatus: "applying" },
    ...{ statusAt: now, isCurrent: true, isApproved: false, pausedUntil: null },
  };
  return { open: async () => [row] };
}
