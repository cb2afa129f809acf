import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import { type Ids, madeAt } from "../core/ids.ts";
import { isSameSecret } from "../core/same-secret.ts";
import type { KeyRing } from "../database/key-ring.ts";
import type { Tables } from "../database/tables.ts";
import type { Approval } from "../domain/approval.ts";
import { type Lengths, USUAL_LENGTHS } from "../domain/lengths.ts";
import type { Plan } from "../domain/plan.ts";
import { approvalOfRow } from "../incidents/approval-row.ts";
import type { IncidentStore, IncidentTransaction } from "../incidents/incident-store.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { DECIDED, type DecisionRequest, type DecisionResult, decideInside } from "./decisions.ts";
import type { Deciders } from "./policy/deciders.ts";

export interface Approvals {
  /** Opens one in the transaction that stores the plan; returns its id. */
  open(
    tx: IncidentTransaction,
    plan: Plan,
    times: { now: Date; expiresAt: Date; escalateAt?: Date },
  ): Promise<string>;
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
  deciders: Pick<Deciders, "mayDecide">;
  /** Keys of the HMAC, from the database. */
  keys: KeyRing;
  /** How long a declined incident absorbs its symptoms. */
  quietSeconds?: number;
  /** For how long something may be put off or paused; absent: as is usual. */
  lengths?: Lengths;
}

/** A token is 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

interface Located {
  incidentId: string;
  approvalId: string | null;
}

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const { db, store, clock, ids, metrics, keys } = deps;
  const tokenFor = (approvalId: string, planDigest: string) =>
    // With its key revoked an approval has no link any more: what this makes opens nothing.
    createHmac("sha256", keys.at(madeAt(approvalId)) ?? randomBytes(32))
      .update(`${approvalId}.${planDigest}`)
      .digest("base64url");
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
    return isSameSecret(token, tokenFor(row.id, row.plan_digest)) ? approvalOfRow(row) : undefined;
  };
  const locate = async (which: DecisionRequest["which"]): Promise<Located | undefined> => {
    if ("token" in which) {
      const approval = await findByToken(which.token);
      return approval && { incidentId: approval.incidentId, approvalId: approval.id };
    }
    const { incidentId, digest } = which;
    if (digest === null) return (await store.read(incidentId)) && { incidentId, approvalId: null };
    const row = await db
      .selectFrom("approvals")
      .select("id")
      .where("incident_id", "=", incidentId)
      .where("plan_digest", "=", digest)
      .orderBy("created_at", "desc")
      .executeTakeFirst();
    return row && { incidentId, approvalId: row.id };
  };
  const refused = ({ door }: DecisionRequest, outcome: DecisionResult): DecisionResult => {
    metrics.approvalRefusals.inc({ reason: outcome.result, door });
    return outcome;
  };
  return {
    tokenFor,
    find,
    findByToken,
    async open(tx, plan, { now, expiresAt, escalateAt = halfway(now, expiresAt) }) {
      const id = ids.next();
      await tx.db
        .insertInto("approvals")
        .values({
          id,
          incident_id: tx.incident.id,
          plan_digest: plan.digest,
          token_hash: hashOf(tokenFor(id, plan.digest)),
          state: "pending",
          created_at: now,
          expires_at: expiresAt,
          escalate_at: escalateAt,
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
      if (found === undefined) return refused(request, { result: "unknown" });
      const outcome = await store.withLock("decision.commit", found.incidentId, (tx) =>
        decideInside(tx, found.approvalId, request, {
          now: clock.now(),
          quietSeconds: deps.quietSeconds,
          deciders: deps.deciders,
          lengths: deps.lengths ?? USUAL_LENGTHS,
        }),
      );
      const { decision, door } = request;
      if (!DECIDED.includes(outcome.result)) return refused(request, outcome);
      metrics.approvals.inc({ decision, door });
      return outcome;
    },
  };
}

const halfway = (from: Date, to: Date) => new Date((from.getTime() + to.getTime()) / 2);

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
