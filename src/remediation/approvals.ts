import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import type { Ids } from "../core/ids.ts";
import type { Tables } from "../database/tables.ts";
import type { Approval, ApprovalDoor } from "../domain/approval.ts";
import type { Plan } from "../domain/plan.ts";
import { approvalOfRow } from "../incidents/approval-row.ts";
import type { IncidentStore, IncidentTransaction } from "../incidents/incident-store.ts";
import type { Metrics } from "../metrics/metrics.ts";

export interface DecisionRequest {
  /** By link (the token), or by a door that has proven who asks (the incident and the digest that was shown). */
  which: { token: string } | { incidentId: string; digest: string };
  decision: "approve" | "reject";
  by: string;
  door: ApprovalDoor;
  comment: string;
}

export type DecisionResult =
  | { result: "decided"; approval: Approval }
  | { result: "already-decided"; approval: Approval }
  | { result: "expired"; approval: Approval }
  /** The plan is no longer the incident's, or the approval was voided. */
  | { result: "superseded"; approval: Approval }
  | { result: "unknown" };

export interface Approvals {
  /** Opens one in the transaction that stores the plan; returns its id. */
  open(tx: IncidentTransaction, plan: Plan, expiresAt: Date): Promise<string>;
  /** The token of an approval's link. Derived, not stored, so that a card can show it again. */
  tokenFor(approvalId: string, planDigest: string): string;
  find(approvalId: string): Promise<Approval | undefined>;
  findByToken(token: string): Promise<Approval | undefined>;
  /** Decides once, whoever and how many ask. */
  decide(request: DecisionRequest): Promise<DecisionResult>;
}

export interface ApprovalsDeps {
  db: Kysely<Tables>;
  store: IncidentStore;
  clock: Clock;
  ids: Ids;
  effects: Effects;
  metrics: Metrics;
  /** HMAC key, from the database. */
  key: Buffer;
  /** How long a declined incident absorbs its symptoms. */
  quietSeconds?: number;
}

/** A token is 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const MAX_COMMENT = 2000;

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const { db, store, clock, ids, metrics, key } = deps;
  const tokenFor = (approvalId: string, planDigest: string) =>
    createHmac("sha256", key).update(`${approvalId}.${planDigest}`).digest("base64url");
  const find = async (id: string) => {
    const row = await db.selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : approvalOfRow(row);
  };
  const findByToken = async (token: string): Promise<Approval | undefined> => {
    if (!TOKEN.test(token)) return undefined;
    const row = await db
      .selectFrom("approvals")
      .selectAll()
      .where("token_hash", "=", hashOf(token))
      .executeTakeFirst();
    if (row === undefined) return undefined;
    // The hash found the row; the token itself must also be the one that the key makes, compared in constant time.
    const wanted = Buffer.from(tokenFor(row.id, row.plan_digest));
    return timingSafeEqual(wanted, Buffer.from(token)) ? approvalOfRow(row) : undefined;
  };
  const locate = async (which: DecisionRequest["which"]): Promise<Approval | undefined> => {
    if ("token" in which) return findByToken(which.token);
    const row = await db
      .selectFrom("approvals")
      .selectAll()
      .where("incident_id", "=", which.incidentId)
      .where("plan_digest", "=", which.digest)
      .orderBy("created_at", "desc")
      .executeTakeFirst();
    return row === undefined ? undefined : approvalOfRow(row);
  };
  return {
    tokenFor,
    find,
    findByToken,
    async open(tx, plan, expiresAt) {
      const id = ids.next();
      await tx.db
        .insertInto("approvals")
        .values({
          id,
          incident_id: tx.incident.id,
          plan_digest: plan.digest,
          token_hash: hashOf(tokenFor(id, plan.digest)),
          state: "pending",
          created_at: clock.now(),
          expires_at: expiresAt,
          decided_at: null,
          decided_by: null,
          door: null,
          reason: null,
        })
        .execute();
      return id;
    },
    async decide(request) {
      const found = await locate(request.which);
      if (found === undefined) return { result: "unknown" };
      const outcome = await store.withLock("decision.commit", found.incidentId, (tx) =>
        decideInside(tx, found.id, request, { now: clock.now(), quietSeconds: deps.quietSeconds }),
      );
      if (outcome.result === "decided")
        metrics.approvals.inc({ decision: request.decision, door: request.door });
      return outcome;
    },
  };
}

async function decideInside(
  tx: IncidentTransaction,
  approvalId: string,
  request: DecisionRequest,
  at: { now: Date; quietSeconds: number | undefined },
): Promise<DecisionResult> {
  const row = await tx.db
    .selectFrom("approvals")
    .selectAll()
    .where("id", "=", approvalId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const approval = approvalOfRow(row);
  const { incident } = tx;
  if (approval.state === "approved" || approval.state === "rejected")
    return { result: "already-decided", approval };
  if (approval.state === "expired" || (approval.state === "pending" && at.now >= approval.expiresAt))
    return { result: "expired", approval };
  const isCurrent =
    approval.state === "pending" &&
    incident.status === "awaiting-approval" &&
    incident.approvalId === approvalId &&
    incident.plan?.digest === approval.planDigest;
  if (!isCurrent) return { result: "superseded", approval };
  const comment = request.comment.slice(0, MAX_COMMENT);
  const state = request.decision === "approve" ? "approved" : "rejected";
  await tx.db
    .updateTable("approvals")
    .set({ state, decided_at: at.now, decided_by: request.by, door: request.door, reason: comment })
    .where("id", "=", approvalId)
    .execute();
  const soakSeconds = Math.max(
    0,
    ...(incident.plan?.actions ?? []).map((action) => action.proof.soakSeconds),
  );
  const quietAt = new Date(at.now.getTime() + (at.quietSeconds ?? soakSeconds) * 1000);
  const input = { approvalId, planDigest: approval.planDigest, door: request.door, by: request.by, comment };
  const text = `${request.by} ${state} the plan${comment === "" ? "" : `: ${comment}`}`;
  await tx.advance(
    state === "approved"
      ? { type: "approved", by: request.by }
      : { type: "rejected", by: request.by, reason: comment, quietAt },
    { text, input, output: { state } },
  );
  return {
    result: "decided",
    approval: { ...approval, state, decidedAt: at.now, by: request.by, door: request.door, reason: comment },
  };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
