import type { Clock } from "../../../src/core/clock.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Approval } from "../../../src/domain/approval.ts";
import type { BreakerRecord } from "../../../src/domain/breaker.ts";
import type { Stop } from "../../../src/domain/stop.ts";
import { createHttpApp } from "../../../src/http/create-http-app.ts";
import type { HttpDeps } from "../../../src/http/http-deps.ts";
import type { ChangeListener } from "../../../src/incidents/change-feed.ts";
import type { IncidentFilter, StatusCounts } from "../../../src/incidents/incident-list.ts";
import type { IncidentStory } from "../../../src/incidents/incident-story.ts";
import type { IncidentView } from "../../../src/incidents/incident-view.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import type { DecisionRequest } from "../../../src/remediation/decisions.ts";
import type { UndoRequest, UndoResult } from "../../../src/remediation/undo/ask-undo.ts";
import { INCIDENT_ID, type Mark, someAlert, someApproval, someIncident, TOKEN } from "./incidents.ts";
import { someRecord, someStory, someWaiting } from "./stories.ts";

export const WEBHOOK_TOKEN = "webhook-token-of-the-test";
export const OPERATOR_TOKEN = "operator-token-of-the-test";
export const VIEWER_TOKEN = "viewer-token-of-the-test";

/** What the fakes were asked, and what they hold: change it to tell another story. */
export interface World {
  now: Date;
  incident: IncidentView;
  /** What only the incident's page tells. */
  story: Omit<IncidentStory, "incident" | "timeline">;
  counts: StatusCounts;
  /** Pages that listen for changes. */
  listeners: Set<ChangeListener>;
  approval: Approval;
  accepted: unknown[];
  breakers: BreakerRecord[];
  decisions: DecisionRequest[];
  stop: Stop | null;
  undos: UndoRequest[];
  undo: UndoResult;
  filters: IncidentFilter[];
  /** Number of reads of whatever kind. */
  reads: number;
  parts: { name: string; ok: boolean; detail: string }[];
  isStopping: boolean;
  /** Thrown by every port while set. */
  fault: Error | null;
}

export function createWorld(incident: IncidentView = someIncident(), mark?: Mark): World {
  if (incident.plan === null) throw new Error("the doors' incident has a plan");
  return {
    now: new Date("2026-11-22T10:05:00Z"),
    incident,
    story: someStory(incident.plan, mark),
    counts: {
      investigating: 1,
      "awaiting-approval": 1,
      applying: 0,
      verifying: 0,
      "rolling-back": 0,
      "needs-person": 0,
      closed: 1_001,
    },
    listeners: new Set(),
    approval: someApproval(incident.plan),
    accepted: [],
    breakers: [],
    decisions: [],
    stop: null,
    undos: [],
    undo: { result: "refused", reason: "it was changed since" },
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
        return reading({
          incidents: [world.incident],
          newer: null,
          older: filter.limit === 1 ? INCIDENT_ID : null,
        });
      },
      count: () => reading(world.counts),
      story: ({ id }) =>
        reading(
          id === INCIDENT_ID
            ? { incident: world.incident, timeline: world.incident.timeline, ...world.story }
            : undefined,
        ),
      record: (id, sequence) =>
        reading(id === INCIDENT_ID && sequence === 2 ? someRecord(world.incident) : undefined),
      sequence: (id) => reading(id === INCIDENT_ID ? world.story.sequence : undefined),
      waiting: () =>
        reading(
          world.approval.state === "pending"
            ? someWaiting(world.approval, world.incident, world.story.place)
            : [],
        ),
      view: (id) => reading(id === INCIDENT_ID ? world.incident : undefined),
      place: (id) => reading(id === INCIDENT_ID ? world.story.place : undefined),
      alerts: () => reading([someAlert()]),
    },
    remediation: {
      undo(asked) {
        world.undos.push(asked);
        return Promise.resolve(world.undo);
      },
    },
    stop: {
      current: () => world.stop,
      set({ isStopped, by, door, reason }) {
        world.stop = isStopped ? { by, door, reason, at: world.now } : null;
        return Promise.resolve(true);
      },
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
    breakers: {
      history: () =>
        reading({
          open: world.breakers.filter(({ liftedAt }) => liftedAt === null),
          past: world.breakers.filter(({ liftedAt }) => liftedAt !== null),
        }),
      lift({ id, by }) {
        const found = world.breakers.find((one) => one.id === id);
        if (found === undefined) return Promise.resolve("unknown");
        if (found.liftedAt !== null) return Promise.resolve("was-lifted");
        world.breakers = [{ ...found, liftedAt: world.now, liftedBy: by }];
        return Promise.resolve("lifted");
      },
    },
    health: { parts: () => reading(world.parts), isStopping: () => world.isStopping },
    metrics: createMetrics(),
    changes: {
      subscribe(listener) {
        world.listeners.add(listener);
        return () => void world.listeners.delete(listener);
      },
    },
    tokens: { webhook: [WEBHOOK_TOKEN], operator: [OPERATOR_TOKEN], viewer: [VIEWER_TOKEN] },
    sessionKeys: { at: () => Buffer.from("session-key-of-the-test") },
    trustedProxies: [],
    feishu: {
      secrets: () => ({ encryptKeys: [], verificationTokens: [], appId: undefined }),
      presses: null,
    },
    codeVersion: "1.2.3",
    catalogue: () => ({ causes: [], actions: [], rules: [] }),
    clock,
    logger: silentLogger,
    webhookMaxBytes: 16 * 1024 * 1024,
    publicUrl: "https://autofix.example.org",
    outside: () => ({}),
    ...overrides,
  };
}

export function openDoors(world: World = createWorld(), overrides: Partial<HttpDeps> = {}) {
  const deps = depsOf(world, overrides);
  return { app: createHttpApp(deps), deps, world };
}
