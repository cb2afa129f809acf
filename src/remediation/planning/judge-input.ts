import type { Attempt } from "../../domain/attempt.ts";
import type { Standing } from "../../domain/experience.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import type { RepairType } from "../../domain/repair.ts";
import type { Autonomy } from "../../domain/verdict.ts";
import { definitionOf } from "../actions/catalogue.ts";
import type { Target } from "../facts/read-target.ts";
import type { FieldRecord } from "../ledger/target-ledger.ts";
import { actionFacts } from "../policy/action-facts.ts";
import type { ClusterFacts, SignalFacts } from "../policy/facts.ts";
import type { JudgeInput } from "../rails/rail.ts";
import { hasFailed } from "./attempt-history.ts";
import { rolloutStrategy } from "./rollout-strategy.ts";

/** Puts together what the policy is asked with. Pure. */
export function judgeInput(input: {
  draft: PlanDraft;
  incident: Incident;
  finding: Finding;
  target: Target;
  attempts: readonly Attempt[];
  signal: SignalFacts;
  cluster: ClusterFacts;
  field: FieldRecord;
  foreignLimitBytes: number;
  noRoom: string | null;
  experience: Standing | null;
  /** The incident has hints, its own or of one that merged into it, whether or not its finding was made with them. */
  hasHints: boolean;
  autonomy: Autonomy;
  paused: string | null;
  ownFailedChange: string | null;
  disruption: string | null;
  undoneBefore: string | null;
  ownNamespace: string;
  now: Date;
}): JudgeInput {
  const { draft, finding, target, attempts } = input;
  const { object } = target;
  const subject = input.incident.subject;
  const main = draft.actions[0];
  return {
    draft,
    autonomy: input.autonomy,
    paused: input.paused,
    ownFailedChange: input.ownFailedChange,
    disruption: input.disruption,
    undoneBefore: input.undoneBefore,
    experience: input.experience,
    isHinted: input.hasHints || finding.evidence.some(({ kind }) => kind === "hint"),
    ownNamespace: input.ownNamespace,
    facts: {
      signal: input.signal,
      finding: {
        cause: finding.cause,
        confidence: finding.confidence,
        ruledOut: finding.ruledOut.map((one) => one.cause),
        foundBy: finding.foundBy ?? "signatures",
      },
      subject: {
        apiVersion: subject.apiVersion,
        kind: subject.kind,
        namespace: subject.namespace,
        name: subject.name,
      },
      workload: {
        apiVersion: object.apiVersion,
        kind: object.kind,
        namespace: object.metadata.namespace ?? "",
        name: object.metadata.name,
        labels: object.metadata.labels ?? {},
        annotations: object.metadata.annotations ?? {},
        replicas: rolloutStrategy(object).replicas,
      },
      namespace: target.namespace,
      action: actionFacts(main, input.foreignLimitBytes),
      risk: draft.risk,
      history: {
        attempts: attempts.length,
        failed: attempts.filter(hasFailed).length,
        changes: input.field.changes,
      },
      cluster: input.cluster,
      now: input.now,
    },
    repairDefault: repairDefault(finding, main),
    isExclusive:
      main?.type === "RollBackRevision"
        ? finding.rollback?.isExclusive !== false
        : (finding.repair?.isExclusive ?? false),
    memory:
      finding.memory === null
        ? null
        : {
            foreignLimitBytes: input.foreignLimitBytes,
            isRepeated: finding.memory.isRepeated,
            raises: input.field.changes,
            growth: finding.memory.growth,
            noRoom: input.noRoom,
          },
  };
}

/** What the repair's own definition says where no rule of the policy speaks. */
function repairDefault(finding: Finding, main: PlanDraft["actions"][number] | undefined) {
  const { repair } = finding;
  if (repair === null || main === undefined || main.type !== repair.type) return null;
  return definitionOf<RepairType>(repair).verdict(repair as never);
}
