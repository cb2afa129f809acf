import { AppsV1Api } from "@kubernetes/client-node";
import { expect } from "vitest";
import { tryParseMemory } from "../../src/kubernetes/quantity.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import type { RealStage } from "./real-stage.ts";
import { STORY_MS } from "./story-time.ts";
import { leakingDeployment } from "./workloads.ts";

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
  expect(incident).toMatchObject({ status: "needs-person", cause: "memory-leak" });
  console.log(JSON.stringify(incident.timeline.map((t) => `${t.at} ${t.kind} ${t.text}`), null, 1), JSON.stringify(incident.handover, null, 1), JSON.stringify(incident.attempts));
  expect(incident.handover?.sentence).toBeTruthy();
  await objectHoldsWhatLedgerSays(stage);
}

async function objectHoldsWhatLedgerSays({ admin, namespace, db }: RealStage): Promise<void> {
  const leak = await admin.makeApiClient(AppsV1Api).readNamespacedDeployment({ namespace, name: "leak" });
  const { limits } = leak.spec?.template.spec?.containers[0]?.resources ?? {};
  const fields = await db.selectFrom("ledger_fields").selectAll().execute();
  console.log(limits, JSON.stringify(fields, null, 1));
  expect(tryParseMemory(limits?.memory)).toBeGreaterThan(0);
}
