import { AppsV1Api } from "@kubernetes/client-node";
import { expect } from "vitest";
import { incidentWhere, isAtRest } from "../support/service.ts";
import type { RealStage } from "./real-stage.ts";
import { STORY_MS, tellTimeline } from "./story-time.ts";
import { FIRST_LIMIT, leakingDeployment } from "./workloads.ts";

export const MAX_ATTEMPTS = 2;

/** Each raise buys time and no more; whoever may decide says yes each time, until nothing is left to decide. */
export async function leakEndsWithPerson(stage: RealStage): Promise<void> {
  const { client, namespace } = stage;
  await stage.apply(leakingDeployment);
  const decided = new Set<string>();
  for (;;) {
    const incident = await incidentWhere(
      client,
      namespace,
      (one) => isAtRest(one) || (one.status === "awaiting-approval" && !decided.has(one.plan?.digest ?? "")),
      STORY_MS,
    );
    if (isAtRest(incident)) break;
    const digest = incident.plan?.digest ?? "";
    decided.add(digest);
    await client.decide(incident.id, digest, "approve");
  }
  const incident = await incidentWhere(client, namespace, isAtRest);
  tellTimeline("leak", incident);
  expect(incident).toMatchObject({
    status: "needs-person",
    cause: "memory-leak",
    approval: { state: "approved" },
  });
  expect(incident.attempts).toHaveLength(MAX_ATTEMPTS);
  expect(incident.handover?.sentence).toContain("memory that grows without end is suspected");
  await objectHoldsWhatLedgerSays(stage);
}

async function objectHoldsWhatLedgerSays({ admin, namespace, db }: RealStage): Promise<void> {
  const leak = await admin.makeApiClient(AppsV1Api).readNamespacedDeployment({ namespace, name: "leak" });
  const { limits } = leak.spec?.template.spec?.containers[0]?.resources ?? {};
  const field = await db
    .selectFrom("ledger_fields")
    .select(["foreign_value", "our_value", "changes"])
    .where("path", "like", "%/limits/memory")
    .executeTakeFirstOrThrow();
  expect(field).toEqual({ foreign_value: FIRST_LIMIT, our_value: limits?.memory, changes: MAX_ATTEMPTS });
}
