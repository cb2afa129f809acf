import type { Action } from "../../../src/domain/action.ts";
import type { Attempt } from "../../../src/domain/attempt.ts";
import { objectKey } from "../../../src/domain/object-ref.ts";
import { insertAttempt } from "../../../src/remediation/ledger/attempt-rows.ts";
import { attempt } from "../../diagnosis/support/attempt.ts";
import { DEPLOYMENT, type Room } from "../../incidents/incident-setup.ts";
import { SETTINGS } from "../support/road.ts";

export const CLUSTER = "cluster-1";
export const { blast } = SETTINGS;

const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";

/** Opens an incident of Deployment NAMESPACE/NAME, applying or as said. */
export async function openAs(
  room: Pick<Room, "store" | "db">,
  name: string,
  more: { namespace?: string; status?: "investigating" | "applying" | "closed" } = {},
): Promise<string> {
  const subject = { ...DEPLOYMENT, name, namespace: more.namespace ?? "shop", uid: `uid-${name}` };
  const id = await room.store.opening("correlate.commit", async (tx) => {
    const opened = await tx.open(
      { cluster: CLUSTER, subject, workload: subject, summary: `${name} is ill`, source: "pod-status" },
      { text: "opened", input: {}, output: {} },
    );
    if (opened === undefined) throw new Error("one is open already");
    return opened.id;
  });
  const { status = "applying" } = more;
  await room.db.updateTable("incidents").set({ status }).where("id", "=", id).execute();
  return id;
}

/** A change of the memory limit of Deployment NAMESPACE/NAME to so many bytes. */
export function changeOf(
  incidentId: string,
  name: string,
  more: { namespace?: string; toBytes?: number } & Partial<Attempt> = {},
): Attempt {
  const { namespace = "shop", toBytes = 200, ...rest } = more;
  const made = attempt({ from: 100, to: toBytes, ran: 1 });
  const target = { ...DEPLOYMENT, name, namespace, uid: `uid-${name}` };
  const actions = made.plan.actions.map(
    (action) =>
      ({ ...action, target, patch: [{ op: "replace", path: LIMIT, value: `${toBytes}Mi` }] }) as Action,
  );
  return { ...made, incidentId, plan: { ...made.plan, actions }, ...rest };
}

let count = 0;
/** Keeps it as the ledger would. */
export async function keep(room: Pick<Room, "db">, made: Attempt): Promise<Attempt> {
  count += 1;
  const id = `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
  const kept = { ...made, id, number: count };
  const target = made.plan.actions[0]?.target ?? DEPLOYMENT;
  await room.db.transaction().execute((tx) => insertAttempt(tx, kept, objectKey(target)));
  return kept;
}
