import type { Kysely } from "kysely";
import type { EffectName, Effects } from "../core/effects.ts";
import { OperationError } from "../core/errors.ts";
import { given } from "../core/given.ts";
import type { Tables } from "../database/tables.ts";
import type { Incident } from "../domain/incident.ts";
import type { IncidentOpener } from "./incident-opener.ts";
import { INCIDENT_COLUMNS, incidentOfRow } from "./incident-row.ts";
import {
  type Claim,
  type IncidentStore,
  type IncidentTransaction,
  OvertakenError,
} from "./incident-store.ts";
import { openIncident } from "./open-incident.ts";
import { type RecordContext, type RecordDeps, send, settleAll } from "./record-context.ts";
import { lastOfAudit, recordEvent, recordNote } from "./record-event.ts";
import { takeIdentity } from "./take-identity.ts";

export interface IncidentStoreDeps extends RecordDeps {
  db: Kysely<Tables>;
  effects: Effects;
}

export function createIncidentStore(deps: IncidentStoreDeps): IncidentStore & IncidentOpener {
  const { db, effects } = deps;

  const commit = async <T>(name: EffectName, work: (context: RecordContext) => Promise<T>): Promise<T> => {
    const afterCommit: (() => void)[] = [];
    const result = await effects.run(name, () =>
      db.transaction().execute((trx) => {
        const context: RecordContext = { deps, trx, afterCommit, sent: [], locked: new Map() };
        return settleAll(context, () => work(context));
      }),
    );
    for (const count of afterCommit) count();
    return result;
  };

  const takeEpoch = (incidentId: string, threadId: string | null) =>
    effects.run("run.claim", () =>
      db
        .updateTable("incidents")
        .set(({ eb, fn, ref, val }) => ({
          epoch: eb("epoch", "+", 1),
          thread_id: fn.coalesce(ref("thread_id"), val(threadId)),
        }))
        .where("id", "=", incidentId)
        .returning(["epoch", "thread_id"])
        .executeTakeFirst(),
    );

  return {
    read: (incidentId) => readIncident(db, incidentId),
    async claim(incidentId) {
      const row = await takeEpoch(incidentId, null);
      return row && { incidentId, epoch: row.epoch };
    },
    async claimRun(incidentId, threadId) {
      const row = await takeEpoch(incidentId, threadId);
      return row && { incidentId, epoch: row.epoch, threadId: row.thread_id ?? threadId };
    },
    withClaim: (name, claim, work) =>
      commit(name, async (context) =>
        work(
          incidentTransaction(
            { ...context, ...given("step", stepOf(claim)) },
            heldBy(claim, await readLocked(context, claim.incidentId)),
          ),
        ),
      ),
    withLock: (name, incidentId, work) =>
      commit(name, async (context) =>
        work(incidentTransaction(context, (await readLocked(context, incidentId)) ?? missing(incidentId))),
      ),
    opening: (name, work) =>
      commit(name, (context) =>
        work({ db: context.trx, open: (opening, record) => openIncident(context, opening, record) }),
      ),
    async assertCurrent(claim) {
      const row = await db
        .selectFrom("incidents")
        .select("epoch")
        .where("id", "=", claim.incidentId)
        .executeTakeFirst();
      heldBy(claim, row);
    },
  };
}

const stepOf = ({ step, incidentId }: Claim) => (step === undefined ? undefined : { id: step, incidentId });

function heldBy<T extends { epoch: number }>(claim: Claim, incident: T | undefined): T {
  if (incident?.epoch === claim.epoch) return incident;
  throw new OvertakenError(
    `incident ${claim.incidentId}: epoch ${claim.epoch} was overtaken by ${incident?.epoch ?? "its removal"}`,
  );
}

function missing(incidentId: string): never {
  throw new OperationError(`there is no incident ${incidentId}`, { reason: "not-found", retryable: false });
}

async function readIncident(db: Kysely<Tables>, incidentId: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom("incidents")
    .select(INCIDENT_COLUMNS)
    .where("id", "=", incidentId)
    .executeTakeFirst();
  return row && incidentOfRow(row);
}

/** With the end of its audit, which is read behind the lock though both go out together. */
async function readLocked({ trx, locked }: RecordContext, incidentId: string): Promise<Incident | undefined> {
  const [row, last] = await Promise.all([
    trx
      .selectFrom("incidents")
      .select(INCIDENT_COLUMNS)
      .where("id", "=", incidentId)
      .forUpdate()
      .executeTakeFirst(),
    lastOfAudit(trx, incidentId),
  ]);
  if (row === undefined) return undefined;
  if (last !== undefined) locked.set(incidentId, { statusAt: row.status_at, ...last });
  return incidentOfRow(row);
}

function incidentTransaction(context: RecordContext, start: Incident): IncidentTransaction {
  let incident = start;
  return {
    db: context.trx,
    get incident() {
      return incident;
    },
    send: (statement) => send(context, statement),
    async advance(event, record) {
      incident =
        event.type === "diagnosed" || event.type === "linked" || event.type === "recurred"
          ? await takeIdentity(context, incident, event, record)
          : await recordEvent(context, incident, event, record);
      return incident;
    },
    async note(kind, record) {
      incident = await recordNote(context, incident, kind, record);
    },
  };
}
