import { CHANGES, type Notification, notificationSchema } from "../../src/domain/notification.ts";
import type { Delivery } from "../../src/notify/notifier.ts";

/** A whole notification of the classic case; tests change what they are about. */
export function notificationOf(changed: Partial<Notification> = {}): Notification {
  return notificationSchema.parse({
    incidentId: "0190b6a0-0000-7000-8000-000000000001",
    change: "approval-needed",
    at: "2026-11-22T10:00:00.000Z",
    subject: { kind: "Deployment", namespace: "shop", name: "web" },
    cause: "memory-limit-too-low",
    status: "awaiting-approval",
    outcome: null,
    summary: "Container web was killed 3 times at its limit of 100Mi",
    evidence: ["lastState: OOMKilled, exit 1", "limit 100Mi", "command declares --vm-bytes 200M"],
    plan: {
      digest: "d".repeat(64),
      sentence: "Raise the memory limit of container web from 100Mi to 230Mi",
      verdict: "approve",
      rule: "databases-ask-first",
      reason: "A database restarts when a person says so",
      risk: "medium",
      riskReasons: ["replaces 2 pods"],
      diff: ["  resources:", "-   limits.memory: 100Mi", "+   limits.memory: 230Mi"],
      notes: ["The next helm upgrade undoes this unless the values change."],
    },
    approval: {
      id: "0190b6a0-0000-7000-8000-000000000002",
      digest: "d".repeat(64),
      expiresAt: "2026-11-22T10:30:00Z",
    },
    attempt: null,
    handover: null,
    ...changed,
  } satisfies Notification);
}

export function deliveryOf(changed: Partial<Notification> = {}): Delivery {
  return {
    id: "0190b6a0-0000-7000-8000-000000000003",
    notification: notificationOf(changed),
    links: {
      incident: "https://autofix.example/incidents/0190b6a0",
      approval: "https://autofix.example/approvals/t0k3n",
    },
  };
}

/** One notification for each change, with every part filled that a change may carry. */
export const EVERY_CHANGE: readonly Notification[] = CHANGES.map((change) =>
  notificationOf({
    change,
    attempt: { number: 2, result: "rolled-back", proof: "provisional", reason: "killed again after 40 s" },
    handover: {
      sentence: "The limit cannot be raised further",
      affected: ["Service shop/web: no ready endpoint for it"],
      ruledOut: ["node-out-of-memory: the node has room"],
      tried: ["limit 230Mi: killed after 40 s"],
      explanation: ["It grows from the first minute on. [1, 2]"],
      nextSteps: ["Look for a leak"],
    },
  }),
);

/** As much hostile text as could ever get into a notification. */
export function hostileNotification(): Notification {
  const line = `<at id=all></at> **x** \u001b[31m\u202e \u0007 \`\`\` [a](http://evil.example) ${"内存🔥".repeat(800)}`;
  const lines = Array.from({ length: 400 }, (_, index) => `${index % 2 === 0 ? "+" : "-"} ${line}`);
  return notificationOf({
    subject: { kind: "Deployment", namespace: "n".repeat(5000), name: line },
    cause: line,
    summary: line,
    evidence: [line, line, line],
    plan: {
      digest: "d",
      sentence: line,
      verdict: line,
      rule: line,
      reason: line,
      risk: line,
      riskReasons: lines,
      diff: lines,
      notes: lines,
    },
    attempt: { number: 1, result: line, proof: line, reason: line },
    handover: { sentence: line, affected: lines, ruledOut: lines, tried: lines, nextSteps: lines },
  });
}
