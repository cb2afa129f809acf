import type { Notification } from "../domain/notification.ts";
import type { Delivery } from "./notifier.ts";

/** Where a person reads on, and decides; nothing where no address of ours is known. */
export function createLinks(deps: {
  publicUrl: string | null;
  tokenFor: (approvalId: string, planDigest: string) => string;
}): (notification: Notification) => Delivery["links"] {
  const linkTo = (path: string) => (deps.publicUrl === null ? null : `${deps.publicUrl}${path}`);
  return ({ incidentId, approval, plan }) => ({
    incident: linkTo(`/incidents/${incidentId}`),
    // None where the policy wants the chat to vouch for the person: the link would take no answer.
    approval:
      approval === null || plan?.decideOn === "card"
        ? null
        : linkTo(`/approvals/${deps.tokenFor(approval.id, approval.digest)}`),
  });
}
