import type { Kysely } from "kysely";
import type { Clock } from "../../../src/core/clock.ts";
import type { Ids } from "../../../src/core/ids.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Tables } from "../../../src/database/tables.ts";
import { createDiagnosis } from "../../../src/diagnosis/create-diagnosis.ts";
import type { Conclusion, InvestigationInput } from "../../../src/diagnosis/diagnosis.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { ObjectRef } from "../../../src/domain/object-ref.ts";
import type { ClusterReader, KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

export function clockAt(at: string): Clock {
  return { now: () => new Date(at), sleep: async () => {}, wallMs: (ms) => ms };
}

export function countingIds(): Ids {
  let last = 0;
  return {
    next: () => {
      last += 1;
      return `id-${last}`;
    },
  };
}

export function refOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectRef {
  return {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    uid: metadata.uid ?? "",
  };
}

export function incidentAbout(workload: ObjectRef, openedAt: string): Incident {
  return {
    id: "incident-1",
    cluster: "cluster-1",
    subject: workload,
    workload,
    status: "investigating",
    outcome: null,
    cause: null,
    confidence: null,
    summary: "",
    finding: null,
    plan: null,
    approvalId: null,
    attemptId: null,
    handover: null,
    mergedInto: null,
    causedBy: null,
    openedAt: new Date(openedAt),
    closedAt: null,
    lastSymptomAt: new Date(openedAt),
    dueAt: null,
    watchUntil: null,
    epoch: 1,
    sequence: 1,
  };
}

export interface Scene {
  reader: ClusterReader;
  workload: ObjectRef;
  /** The time at which it is looked. */
  at: string;
  openedAt?: string;
  signals?: InvestigationInput["signals"];
  attempts?: InvestigationInput["attempts"];
  prometheusUrl?: string;
  fetch?: typeof fetch;
  /** Where the ledger is. */
  db?: Kysely<Tables>;
}

export function investigate(scene: Scene): Promise<Conclusion> {
  const diagnosis = createDiagnosis({
    reader: scene.reader,
    clock: clockAt(scene.at),
    ids: countingIds(),
    logger: silentLogger,
    ...(scene.prometheusUrl === undefined ? {} : { prometheusUrl: scene.prometheusUrl }),
    ...(scene.fetch === undefined ? {} : { fetch: scene.fetch }),
    ...(scene.db === undefined ? {} : { db: scene.db }),
  });
  return diagnosis.investigate(
    {
      incident: incidentAbout(scene.workload, scene.openedAt ?? scene.at),
      signals: scene.signals ?? [],
      attempts: scene.attempts ?? [],
    },
    new AbortController().signal,
  );
}

export function findingOf(conclusion: Conclusion): Finding {
  if (conclusion.kind !== "finding") throw new Error(`expected a finding: ${JSON.stringify(conclusion)}`);
  return conclusion.finding;
}
