import { type Plan, sealPlan } from "../../src/domain/plan.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import { DEPLOYMENT } from "./incident-setup.ts";

export function plan(incidentId: string, verdict: Verdict["verdict"] = "approve"): Plan {
  return sealPlan(
    {
      incidentId,
      sentence: "raise the memory limit",
      risk: { level: "low", reasons: [] },
      notes: [],
      actions: [
        {
          type: "ReplaceStuckPods",
          parameters: { oldRevision: "r1" },
          target: DEPLOYMENT,
          patch: [
            { op: "test", path: "/metadata/uid", value: DEPLOYMENT.uid },
            { op: "test", path: "/spec/memory", value: "100Mi" },
            { op: "replace", path: "/spec/memory", value: "230Mi" },
          ],
          inverse: [{ op: "replace", path: "/spec/memory", value: "100Mi" }],
          proof: { kind: "rollout", soakSeconds: 60, clipped: false, sentence: "no kill for 60 s" },
          sentence: "memory limit of app: 100Mi -> 230Mi",
        },
      ],
    },
    { verdict, rule: "memory-within-bounds", reason: "it is", autonomy: "auto" },
  );
}

export const approvalRow = (incidentId: string, digest: string) => ({
  id: "22222222-2222-4222-8222-222222222222",
  incident_id: incidentId,
  plan_digest: digest,
  token_hash: "hash",
  state: "pending" as const,
  created_at: new Date("2026-11-22T12:00:00Z"),
  expires_at: new Date("2026-11-22T12:30:00Z"),
});
