import { messageOf, OperationError } from "../core/errors.ts";
import { digestOf } from "../core/json.ts";
import { redact } from "../core/redact.ts";
import { backoffMs } from "../core/retry.ts";
import { objectKey } from "../domain/object-ref.ts";
import { rankOf } from "../domain/severity.ts";
import type { SubjectSearch } from "../kubernetes/find-subject.ts";
import type { CorrelateDeps } from "./correlate-deps.ts";
import { joinOrOpen, type SubjectSignals } from "./join-or-open.ts";
import { deferSignals, type PendingSignal, refuseSignals, takePending } from "./pending-signals.ts";

export interface Correlator {
  /** Settles every signal that is due; returns how many it joined or refused. Signals that cannot be settled now come due again. */
  correlatePending(signal: AbortSignal): Promise<number>;
}

const BATCH = 100;
const LEASE_MS = 10_000;
const BACKOFF = { tries: Number.POSITIVE_INFINITY, firstMs: 1_000, maxMs: 60_000 };
/** After so many tries a look-up that no waiting helps is given up, and that is said. */
const MAX_REFUSED_LOOKUPS = 5;
const LOOKUPS_AT_ONCE = 4;
const REASON_CHARS = 300;

export function createCorrelator(deps: CorrelateDeps): Correlator {
  return {
    async correlatePending(signal) {
      let settled = 0;
      while (!signal.aborted) {
        const batch = await deps.effects.run("correlate.take", () =>
          takePending(deps.db, { now: deps.clock.now(), leaseMs: LEASE_MS, limit: BATCH }),
        );
        if (batch.length === 0) break;
        settled += await settleBatch(deps, batch, signal);
      }
      return settled;
    },
  };
}

async function settleBatch(
  deps: CorrelateDeps,
  batch: PendingSignal[],
  signal: AbortSignal,
): Promise<number> {
  const found = new Map<string, SubjectSignals>();
  let settled = 0;
  for (const { signals, search } of await lookUp(deps, batch, signal)) {
    if (search instanceof Error) settled += await putOff(deps, signals, search);
    else if (search.kind === "nothing") settled += await refuse(deps, signals, search.reason);
    else addTo(found, search, signals);
  }
  const groups = [...found.values()].sort((a, b) => rankOfWorst(a.signals) - rankOfWorst(b.signals));
  for (const group of groups) settled += await settleGroup(deps, group, signal);
  return settled;
}

async function settleGroup(deps: CorrelateDeps, group: SubjectSignals, signal: AbortSignal): Promise<number> {
  try {
    return await joinOrOpen(deps, group, signal);
  } catch (error) {
    return putOff(deps, group.signals, failureOf(error, signal));
  }
}

const rankOfWorst = (signals: readonly PendingSignal[]) =>
  Math.min(...signals.map(({ severity }) => rankOf(severity)));

interface LookedUp {
  signals: PendingSignal[];
  search: (SubjectSearch & { cluster: string }) | Error;
}

/** One look-up a suspect, a few at once, outside of any transaction. An error stays with the signals that it hit. */
async function lookUp(deps: CorrelateDeps, batch: PendingSignal[], signal: AbortSignal): Promise<LookedUp[]> {
  const suspects = [...Map.groupBy(batch, ({ suspect }) => digestOf(suspect)).values()].sort(
    (a, b) => rankOfWorst(a) - rankOfWorst(b),
  );
  const results: LookedUp[] = [];
  const worker = async () => {
    for (let signals = suspects.shift(); signals !== undefined; signals = suspects.shift()) {
      results.push({ signals, search: await findSubject(deps, signals, signal) });
    }
  };
  await Promise.all(Array.from({ length: LOOKUPS_AT_ONCE }, worker));
  return results;
}

async function findSubject(
  deps: CorrelateDeps,
  [first]: PendingSignal[],
  signal: AbortSignal,
): Promise<LookedUp["search"]> {
  if (first === undefined) throw new Error("a group of signals cannot be empty");
  try {
    const cluster = await deps.clusterId(signal);
    return { ...(await deps.finder.find(first.suspect, signal)), cluster };
  } catch (error) {
    return failureOf(error, signal);
  }
}

/** One odd object must not stop the signals behind it; only the end of the service itself stops them all. */
function failureOf(error: unknown, signal: AbortSignal): Error {
  signal.throwIfAborted();
  return error instanceof Error ? error : new Error(messageOf(error));
}

function addTo(
  found: Map<string, SubjectSignals>,
  search: Extract<SubjectSearch, { kind: "found" }> & { cluster: string },
  signals: PendingSignal[],
): void {
  const { cluster, subject, workload, note } = search;
  const key = `${cluster} ${objectKey(subject)}`;
  const group = found.get(key) ?? { cluster, subject, workload, note, signals: [] };
  found.set(key, { ...group, signals: [...group.signals, ...signals] });
}

async function refuse(deps: CorrelateDeps, signals: PendingSignal[], reason: string): Promise<number> {
  const refused = await deps.effects.run("correlate.commit", () =>
    deps.db.transaction().execute((trx) => refuseSignals(trx, signals, reason)),
  );
  if (refused.length > 0) deps.logger.info({ signals: refused.length, reason }, "signals open no incident");
  return refused.length;
}

/** The API server is away, or another worker is faster: the signals stay pending and come due again. */
async function putOff(deps: CorrelateDeps, signals: PendingSignal[], error: Error): Promise<number> {
  const reason = redact(messageOf(error)).replace(/\s+/g, " ").slice(0, REASON_CHARS);
  const tries = Math.max(...signals.map((one) => one.tries));
  const isRetryable = error instanceof OperationError && error.retryable;
  if (!isRetryable && tries >= MAX_REFUSED_LOOKUPS) return refuse(deps, signals, reason);
  const dueAt = new Date(deps.clock.now().getTime() + backoffMs(BACKOFF, tries));
  deps.logger.warn({ signals: signals.length, reason, dueAt }, "signals wait");
  await deps.effects.run("correlate.put-off", () => deferSignals(deps.db, signals, dueAt, reason));
  return 0;
}
