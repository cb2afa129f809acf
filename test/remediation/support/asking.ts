import type { Decision } from "../../../src/domain/approval.ts";
import type { DecisionRequest } from "../../../src/remediation/decisions.ts";
import { loadPolicyFile } from "../../../src/remediation/policy/load-policy.ts";
import { startRoad } from "./road.ts";
import { killed, plainDeployment } from "./workloads.ts";

/** A policy of one rule that asks people about everything. */
export function askingPolicy(demands: string, more = "") {
  return loadPolicyFile(
    `apiVersion: kube-autofix.io/v1\nkind: Policy\n${more}rules:\n  - {name: people, when: true, verdict: approve, reason: so, ${demands}}\n`,
  );
}

/** A road with an incident whose plan waits for people. */
export async function asking(demands: string, settings = {}, policy = askingPolicy(demands)) {
  const road = await startRoad({ settings, policy });
  road.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
  const { id } = await road.open(await killed(road, plainDeployment("web")));
  const incident = await road.drive(id, ({ status }) => status === "awaiting-approval");
  const { approvalId, plan } = incident;
  if (approvalId === null || plan === null) throw new Error("nothing is asked");
  const token = road.approvals.tokenFor(approvalId, plan.digest);
  const onCard = { which: { incidentId: id, digest: plan.digest }, door: "card", by: "ou_ada" } as const;
  const decide = (decision: Decision, more: Partial<DecisionRequest> = {}) =>
    road.approvals.decide({ decision, comment: "", ...onCard, ...more });
  const row = () => road.db.selectFrom("approvals").selectAll().executeTakeFirstOrThrow();
  const audit = () =>
    road.db
      .selectFrom("audit")
      .select(["kind", "text"])
      .where("incident_id", "=", id)
      .orderBy("sequence")
      .execute();
  const told = async () => {
    const rows = await road.db.selectFrom("outbox").select("change").orderBy("sequence").execute();
    return rows.map(({ change }) => change);
  };
  const refusals = async () => {
    const { values } = await road.metrics.approvalRefusals.get();
    return values
      .filter(({ value }) => value > 0)
      .map(({ labels, value }) => [labels.reason, labels.door, value]);
  };
  const doors = {
    link: { which: { token }, door: "link", by: "the holder of the link" },
    page: { which: onCard.which, door: "page", by: "Mei" },
    api: { which: onCard.which, door: "api", by: "operator" },
    card: onCard,
  } as const;
  return { road, id, plan, decide, doors, row, audit, told, refusals };
}
export type Asking = Awaited<ReturnType<typeof asking>>;
