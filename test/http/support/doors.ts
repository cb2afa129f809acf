import type { Clock } from "../../../src/core/clock.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Approval } from "../../../src/domain/approval.ts";
import { createHttpApp } from "../../../src/http/create-http-app.ts";
import type { HttpDeps } from "../../../src/http/http-deps.ts";
import type { IncidentView } from "../../../src/incidents/incident-view.ts";
import type { IncidentFilter } from "../../../src/incidents/queries.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import type { DecisionRequest } from "../../../src/remediation/decisions.ts";
import { INCIDENT_ID, someAlert, someApproval, someIncident, TOKEN } from "./incidents.ts";

export const WEBHOOK_TOKEN = "webhook-token-of-the-test";
export const OPERATOR_TOKEN = "operator-token-of-the-test";

/** What the fakes were asked, and what they hold: change it to tell another story. */
export interface World {
  now: Date;
  incident: IncidentView;
  approval: Approval;
  accepted: unknown[];
  decisions: DecisionRequest[];
  filters: IncidentFilter[];
  /** Number of reads of whatever kind. */
  reads: number;
  parts: { name: string; ok: boolean; detail: string }[];
  isStopping: boolean;
  /** Thrown by every port while set. */
  fault: Error | null;
}

export function createWorld(incident: IncidentView = someIncident()): World {
  if (incident.plan === null) throw new Error("the doors' incident has a plan");
  return {
    now: new Date("2026-11-22T10:05:00Z"),
    incident,
    approval: someApproval(incident.plan),
    accepted: [],
    decisions: [],
    filters: [],
    reads: 0,
    parts: [{ name: "database", ok: true, detail: "answers" }],
    isStopping: false,
    fault: null,
  };
}

export function depsOf(world: World, overrides: Partial<HttpDeps> = {}): HttpDeps {
  const reading = <T>(value: T): Promise<T> => {
    world.reads += 1;
    return world.fault === null ? Promise.resolve(value) : Promise.reject(world.fault);
  };
  const clock: Clock = { now: () => world.now, sleep: () => Promise.resolve(), wallMs: (ms) => ms };
  return {
    ingest: {
      acceptAlerts(payload) {
        if (world.fault !== null) return Promise.reject(world.fault);
        world.accepted.push(payload);
        return Promise.resolve({ alerts: 1, signals: 1 });
      },
    },
    queries: {
      list(filter) {
        world.filters.push(filter);
        return reading([world.incident]);
      },
      view: (id) => reading(id === INCIDENT_ID ? world.incident : undefined),
      alerts: () => reading([someAlert()]),
    },
    approvals: {
      findByToken: (token) => reading(token === TOKEN ? world.approval : undefined),
      decide(request) {
        const { approval } = world;
        const { which } = request;
        const isMeant = "token" in which ? which.token === TOKEN : which.digest === approval.planDigest;
        if (!isMeant) return Promise.resolve({ result: "unknown" });
        if (approval.state !== "pending") return Promise.resolve({ result: "already-decided", approval });
        world.decisions.push(request);
        const state = request.decision === "approve" ? "approved" : "rejected";
        world.approval = { ...approval, state, by: request.by, decidedAt: world.now };
        return Promise.resolve({ result: "decided", approval: world.approval });
      },
    },
    health: { parts: () => reading(world.parts), isStopping: () => world.isStopping },
    metrics: createMetrics(),
    tokens: { webhook: WEBHOOK_TOKEN, operator: OPERATOR_TOKEN },
    feishu: {
      secrets: { encryptKey: undefined, verificationToken: undefined, appId: undefined },
      presses: null,
    },
    catalogue: () => ({ causes: [], actions: [], rules: [] }),
    clock,
    logger: silentLogger,
    webhookMaxBytes: 16 * 1024 * 1024,
    publicUrl: "https://autofix.example.org",
    ...overrides,
  };
}

export function openDoors(world: World = createWorld(), overrides: Partial<HttpDeps> = {}) {
  const deps = depsOf(world, overrides);
  return { app: createHttpApp(deps), deps, world };
}
