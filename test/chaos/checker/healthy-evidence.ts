import { createHash } from "node:crypto";
import { canonicalJson } from "../../../src/core/json.ts";
import type {
  ActionRow,
  AttemptRow,
  AuditRow,
  Evidence,
  IncidentRow,
  LoggedRequest,
  StateRow,
} from "./evidence.ts";

const ANNOTATION = "/metadata/annotations/kube-autofix.io~1attempt";
const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";
const INCIDENT = "11111111-1111-4111-8111-111111111111";
const PLACE = { namespace: "shop", name: "web" };

const action: ActionRow = {
  type: "SetMemoryLimit",
  target: { kind: "Deployment", ...PLACE },
  patch: [
    { op: "test", path: LIMIT, value: "64Mi" },
    { op: "replace", path: LIMIT, value: "128Mi" },
    { op: "add", path: ANNOTATION, value: "1" },
  ],
  inverse: [
    { op: "test", path: LIMIT, value: "128Mi" },
    { op: "replace", path: LIMIT, value: "64Mi" },
    { op: "test", path: ANNOTATION, value: "1" },
    { op: "remove", path: ANNOTATION },
  ],
  proof: { kind: "rollout", soakSeconds: 60 },
};

const withLimit = (memory: string) => ({
  kind: "Deployment",
  metadata: { ...PLACE },
  spec: { template: { spec: { containers: [{ resources: { limits: { memory } } }] } } },
});

const request = (verb: string, more: Partial<LoggedRequest>): LoggedRequest => ({
  ...{ at: "2026-01-01T00:00:00.000Z", verb, resource: "deployments.apps", userAgent: "kube-autofix" },
  ...{ dryRun: false, code: 200, namespace: PLACE.namespace },
  ...more,
});

/** The patch of the attempt, and what puts it back. */
export const APPLICATION = request("patch", {
  name: PLACE.name,
  body: [{ op: "test", path: "/metadata/generation", value: 1 }, ...action.patch],
  after: withLimit("128Mi"),
});
export const RETURN = request("patch", {
  name: PLACE.name,
  body: [{ op: "test", path: "/metadata/generation", value: 2 }, ...action.inverse],
  after: withLimit("64Mi"),
});

const ROLLED_OUT = "2026-01-01T00:01:00.000Z";
/** When the soak is over. */
export const LAST_LOOK = request("list", { at: "2026-01-01T00:02:00.000Z", resource: "pods" });

/** The workload is told. */
export const VERIFIED = request("create", {
  ...{ at: "2026-01-01T00:02:00.000Z", resource: "events", code: 201 },
  body: { reason: "AutofixVerified", involvedObject: PLACE },
});

const attempt: AttemptRow = {
  ...{ id: "a1", incidentId: INCIDENT, number: 1, planDigest: "d1", verdict: "auto", actions: [action] },
  ...{ preImage: withLimit("64Mi"), result: "verified", proof: "full", hasApplied: true, hasEnded: true },
  ...{ rolledOutAt: ROLLED_OUT, lastCheckedAt: "2026-01-01T00:02:00.000Z" },
};

const incident: IncidentRow = {
  ...{ id: INCIDENT, cluster: "c", group: "apps", kind: "Deployment", ...PLACE },
  ...{ cause: "memory-limit-too-low", status: "closed", outcome: "fixed", causedBy: null, sequence: 2 },
};

/** What an incident is from that second on; of the one incident where nothing else is said. */
export const stateAt = (second: number, status: string, more: Partial<StateRow> = {}): StateRow => ({
  ...{ incidentId: INCIDENT, status, cause: "memory-limit-too-low", causedBy: null },
  ...{ at: new Date(second * 1_000), ...more },
});

function auditRows(count: number): AuditRow[] {
  let previous_hash = "0".repeat(64);
  return Array.from({ length: count }, (_, index) => {
    const content = { incident_id: INCIDENT, sequence: index + 1, kind: "opened", text: "it opened" };
    const rest = {
      at: new Date(index),
      code_version: "test",
      input: { b: 1, a: [{ d: null, c: 2 }] },
      output: {},
    };
    const text = canonicalJson({ ...content, ...rest, at: rest.at.toISOString() });
    const hash = createHash("sha256").update(`${previous_hash}\n${text}`).digest("hex");
    const row = { ...content, ...rest, previous_hash, hash };
    previous_hash = hash;
    return row;
  });
}

/** One problem that was repaired as it should be, made by hand. */
export const HEALTHY: Evidence = {
  requests: [
    request("get", { name: PLACE.name }),
    APPLICATION,
    request("get", { at: ROLLED_OUT, name: PLACE.name }),
    request("list", { at: ROLLED_OUT, resource: "pods" }),
    LAST_LOOK,
    VERIFIED,
  ],
  ...{ soakSeconds: 60, clockSetAt: [] },
  states: new Map([[PLACE.namespace, [withLimit("128Mi")]]]),
  acknowledged: [{ fingerprint: "f1", startsAt: "2026-01-01T00:00:00.000Z" }],
  truths: [
    {
      ...{
        namespace: PLACE.namespace,
        scenario: "memory",
        outcome: "repaired",
        causes: ["memory-limit-too-low"],
      },
      inTheEnd: ([one]) =>
        JSON.stringify(one?.spec).includes("128Mi") ? undefined : "its limit is as it was",
    },
  ],
  rows: {
    alerts: [{ fingerprint: "f1", startsAt: "2026-01-01T00:00:00Z", incidentId: INCIDENT, reason: null }],
    pendingSignals: 0,
    incidents: [incident],
    states: [
      stateAt(0, "investigating", { cause: null }),
      ...["investigating", "applying", "verifying", "closed"].map((status, at) => stateAt(at + 1, status)),
    ],
    attempts: [attempt],
    approvals: [],
    audit: auditRows(2),
  },
};
