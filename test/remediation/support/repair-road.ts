import { expect } from "vitest";
import type { Incident } from "../../../src/domain/incident.ts";
import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import type { Road } from "./road.ts";

export const isOver = ({ status }: Incident) => status === "closed" || status === "needs-person";
export const isPut = (incident: Incident) => incident.status === "awaiting-approval" || isOver(incident);

export async function approve(road: Road, { id, plan }: Incident): Promise<void> {
  const { result } = await road.approvals.decide({
    which: { incidentId: id, digest: plan?.digest ?? "" },
    decision: "approve",
    by: "ada",
    door: "page",
    comment: "",
  });
  expect(result).toBe("decided");
}

/** From an opened incident to its end; a person approves what is put before them. */
export async function driveApproved(road: Road, subject: ObjectRef): Promise<Incident> {
  const { id } = await road.open(subject);
  for (;;) {
    const put = await road.drive(id, isPut);
    if (put.status !== "awaiting-approval") return put;
    await approve(road, put);
  }
}

/** Writes that the cluster accepted, other than events. */
export function writesTo(road: Road, name: string) {
  return road.cluster
    .requests()
    .filter(
      (one) =>
        ["patch", "create", "delete", "update"].includes(one.verb) &&
        one.resource !== "events" &&
        !one.dryRun &&
        one.code < 300 &&
        (one.name ?? nameIn(one.body)).startsWith(name),
    );
}

/** A creation's path holds no name. */
function nameIn(body: unknown): string {
  const name = (body as { metadata?: { name?: unknown } } | undefined)?.metadata?.name;
  return typeof name === "string" ? name : "";
}
