import { given } from "../core/given.ts";
import type { Notification } from "../domain/notification.ts";
import type { Place } from "../domain/place.ts";
import type { Delivery } from "./notifier.ts";
import type { OutsideLinks } from "./outside-links.ts";

/** Where a person reads on, and decides; nothing where no address of ours is known. */
export function createLinks(deps: {
  publicUrl: string | null;
  tokenFor: (approvalId: string, planDigest: string) => string;
  outside: (place: Place) => OutsideLinks;
}): (notification: Notification) => Delivery["links"] {
  const linkTo = (path: string) => (deps.publicUrl === null ? null : `${deps.publicUrl}${path}`);
  return ({ incidentId, approval, plan, notes, place }) => ({
    // Where no runbook may be led to, the incident's page shows what it says.
    ...given("runbook", notes ? (linkTo(`/incidents/${incidentId}#notes`) ?? undefined) : undefined),
    ...(place !== undefined && deps.outside(place)),
    incident: linkTo(`/incidents/${incidentId}`),
    // None where the policy wants the chat to vouch for the person: the link would take no answer.
    approval:
      approval === null || plan?.decideOn === "card"
        ? null
        : linkTo(`/approvals/${deps.tokenFor(approval.id, approval.digest)}`),
  });
}
