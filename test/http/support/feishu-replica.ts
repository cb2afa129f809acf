import { randomUUID } from "node:crypto";
import { silentLogger } from "../../../src/core/logger.ts";
import { createPresses, type PressDeps } from "../../../src/http/feishu/presses.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import { handlesFor } from "../../../src/notify/cards/card-rows.ts";
import { decisionsOn } from "../../../src/notify/feishu/app/app-card.ts";
import type { DecisionRequest, DecisionResult } from "../../../src/remediation/decisions.ts";
import type { TestDatabase } from "../../support/database.ts";
import { incidentRow } from "../../support/incident-rows.ts";
import { openDoors } from "./doors.ts";
import { deliver, type Press, pressBody, SECRETS, type Signing, sealed, TENANT } from "./feishu-envelope.ts";

export const NOW = new Date("2026-11-22T10:05:00Z");
export const DIGEST = "d".repeat(64);

/** An incident of its own, with the handles of a card that shows it. */
export async function shownIncident({ db }: TestDatabase) {
  const incidentId = randomUUID();
  await db.insertInto("incidents").values(incidentRow(incidentId, incidentId)).execute();
  const decisions = ["approve", "reject", "not-now", "take-over", "pause"] as const;
  const handles = await handlesFor(db, { incidentId, digest: DIGEST, decisions, at: NOW });
  return { incidentId, handles, handleOf: (decision: keyof typeof handles) => handles[decision] ?? "" };
}
export type Shown = Awaited<ReturnType<typeof shownIncident>>;

interface ReplicaOptions {
  approvers?: string[];
  secrets?: object;
  decide?: () => Promise<DecisionResult>;
  links?: PressDeps["links"];
  clock?: PressDeps["clock"];
  people?: PressDeps["people"];
  tenant?: PressDeps["tenant"];
}

/** A replica with doors of its own; what it decides is written down. */
export function replicaOf(database: TestDatabase, shown: Shown, options: ReplicaOptions = {}) {
  const decisions: DecisionRequest[] = [];
  const metrics = createMetrics();
  const lines: string[] = [];
  const write = (fields: object, text: string) => void lines.push(`${JSON.stringify(fields)} ${text}`);
  const logger = { ...silentLogger, info: write, warn: write, error: write } as typeof silentLogger;
  const clock = options.clock ?? {
    now: () => NOW,
    sleep: () => Promise.resolve(),
    wallMs: (ms: number) => ms,
  };
  const presses = createPresses({
    db: database.db,
    approvals: {
      async decide(request) {
        decisions.push(request);
        return options.decide?.() ?? { result: "taken-over" };
      },
    },
    deciders: { all: () => new Set(options.approvers ?? ["ou_ada"]) },
    tenant: options.tenant ?? { key: async () => TENANT },
    people: options.people ?? { wordsFor: (id) => id, learn() {} },
    language: "en",
    decisionsOn,
    links: options.links ?? (() => ({ incident: null, approval: null })),
    clock,
    metrics,
    logger,
  });
  const none = { encryptKeys: [], verificationTokens: [], appId: undefined };
  const secrets = () => ({ ...none, ...(options.secrets ?? SECRETS) });
  const { app } = openDoors(undefined, { metrics, logger, clock, feishu: { secrets, presses } });
  const counted = async () => {
    const { values } = await metrics.feishuCallbacks.get();
    return Object.fromEntries(
      values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.result, value]),
    );
  };
  const press = (what: Press = {}, signing: Partial<Signing> = {}) =>
    deliver(app, sealed(pressBody({ handle: shown.handleOf("take-over"), ...what })), {
      now: NOW,
      ...signing,
    });
  return { app, decisions, counted, press, lines, presses, metrics, logger };
}
