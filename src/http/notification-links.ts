import type { Notification } from "../domain/notification.ts";
import type { Approvals } from "../remediation/approvals.ts";

export interface NotificationLinks {
  incident: string | null;
  approval: string | null;
}

/** Where a notification leads; nowhere while it is not known how people's browsers reach the service. */
export function notificationLinks(deps: {
  publicUrl: string | null;
  approvals: Pick<Approvals, "tokenFor">;
}): (notification: Notification) => NotificationLinks {
  const linkTo = (path: string) => (deps.publicUrl === null ? null : `${deps.publicUrl}${path}`);
  return ({ incidentId, approval, plan }) => ({
    incident: linkTo(`/incidents/${incidentId}`),
    // No link where the policy wants the chat to vouch for the person: it would take no answer.
    approval:
      approval && plan?.decideOn !== "card"
        ? linkTo(`/approvals/${deps.approvals.tokenFor(approval.id, approval.digest)}`)
        : null,
  });
}
