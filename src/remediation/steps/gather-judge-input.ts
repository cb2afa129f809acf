import { given } from "../../core/given.ts";
import type { Action, ActionParameters } from "../../domain/action.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { PlanDraft } from "../../domain/plan.ts";
import { hintsOf } from "../../incidents/experience/question.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { type PodSpec, podSpecOf } from "../actions/pod-template.ts";
import { newestSignal } from "../facts/newest-signal.ts";
import { readCapacity, requestOf, requestOfPod } from "../facts/read-capacity.ts";
import { readClusterState } from "../facts/read-cluster-state.ts";
import { readDisruption } from "../facts/read-disruption.ts";
import type { Target } from "../facts/read-target.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";
import { ownFailedChange } from "../ledger/own-failed-change.ts";
import { type FieldRecord, readField } from "../ledger/target-ledger.ts";
import { pauseOf, pauseReason } from "../pauses.ts";
import { judgeInput } from "../planning/judge-input.ts";
import { rolloutStrategy } from "../planning/rollout-strategy.ts";
import { type Standings, standingsOf } from "../planning/standings.ts";
import type { JudgeInput } from "../rails/rail.ts";
import type { RemediationDeps } from "../remediation-deps.ts";
import { type Demand, overCapacity, overNodes } from "../sizing/capacity.ts";
import { undoneBefore } from "../undo/undone-before.ts";

/** Reads what the policy is asked with: ledger, room in the cluster, the newest signal. */
export async function gatherJudgeInput(
  deps: RemediationDeps,
  signal: AbortSignal,
  about: {
    incident: Incident;
    finding: Finding;
    target: Target;
    attempts: readonly Attempt[];
    draft: PlanDraft;
    /** Where they were read already. */
    standings?: Standings;
  },
): Promise<JudgeInput> {
  const { incident, target, draft } = about;
  const main = draft.actions[0];
  const [field, newest, shortage, pause, standings, failedBefore, undone, cluster, disruption, hints] =
    await Promise.all([
      main === undefined ? undefined : ledgerOf(deps, incident.cluster, target, main),
      newestSignal(deps.db, incident.id),
      main === undefined ? null : noRoom(deps, signal, target, main),
      pauseOf(deps.db, {
        cluster: incident.cluster,
        objects: [incident.subject, ...draft.actions.map((action) => action.target)],
        now: deps.clock.now(),
      }),
      about.standings ?? standingsOf(deps, about),
      ownFailedChange(deps.db, target.object, main),
      undoneBefore(deps.db, main),
      readClusterState(deps, { incidentId: incident.id, name: deps.settings.clusterName ?? "" }, signal),
      main === undefined
        ? null
        : readDisruption(deps.reader, { action: main, object: target.object }, signal),
      hintsOf(deps.db, incident.id),
    ]);
  return judgeInput({
    ...about,
    signal: newest,
    cluster,
    field: field ?? { foreignValue: "", changes: 0 },
    foreignLimitBytes: tryParseMemory(field?.foreignValue) ?? 0,
    noRoom: shortage,
    hasHints: hints.length > 0,
    experience: (main && standings.get(main.type)) ?? null,
    autonomy: deps.settings.autonomy,
    ownFailedChange: failedBefore,
    undoneBefore: undone,
    disruption,
    paused: pause === undefined ? null : pauseReason(pause),
    ownNamespace: deps.settings.ownNamespace ?? "",
    now: deps.clock.now(),
  });
}

async function ledgerOf(
  deps: RemediationDeps,
  cluster: string,
  target: Target,
  action: Action,
): Promise<FieldRecord | undefined> {
  const path = fieldsOf(action)[0];
  if (path === undefined) return undefined;
  const key = { cluster, targetKey: objectKey(action.target), path: path.key };
  // The value that the plan was made on; whether it still stands is tested before anything is written.
  const isConfig = action.type === "SetField" && action.parameters.configMap !== undefined;
  const live = isConfig ? action.parameters.from : valueAt(target.object, path.pointer);
  return readField(deps.db, key, fieldText(live));
}

async function noRoom(
  deps: RemediationDeps,
  signal: AbortSignal,
  target: Target,
  action: Action,
): Promise<string | null> {
  const spec = podSpecOf(target.object);
  if (spec === undefined || (action.type !== "SetMemoryLimit" && action.type !== "ResizePod")) return null;
  const demand = demandOf(target, spec, action.parameters);
  const isEnough = (freeBytes: readonly number[]) => overNodes(freeBytes, demand) === undefined;
  const question = {
    namespace: action.target.namespace,
    pod: spec,
    // A DaemonSet's pod that finds room on one node may find none on the next.
    ...given("isEnough", demand.isOnEveryNode ? undefined : isEnough),
  };
  return overCapacity(await readCapacity(deps.reader, question, signal), demand) ?? null;
}

function demandOf(target: Target, spec: PodSpec, parameters: ActionParameters["SetMemoryLimit"]): Demand {
  const { replicas, surge } = rolloutStrategy(target.object);
  const changed = [...spec.containers, ...(spec.initContainers ?? [])].find(
    (one) => one.name === parameters.container,
  );
  const isCronJob = target.object.kind === "CronJob";
  return {
    // A CronJob holds nothing between its Jobs: the next one needs its whole room.
    replicas: isCronJob ? 0 : replicas,
    surge: isCronJob ? 1 : surge,
    isOnEveryNode: target.object.kind === "DaemonSet",
    fromLimitBytes: parameters.fromLimitBytes,
    toLimitBytes: parameters.toLimitBytes,
    fromRequestBytes: parameters.fromRequestBytes ?? parameters.fromLimitBytes,
    toRequestBytes: parameters.toRequestBytes ?? parameters.toLimitBytes,
    otherRequestBytes: Math.max(0, requestOfPod(spec) - (changed === undefined ? 0 : requestOf(changed))),
    otherLimitBytes: spec.containers
      .filter((one) => one.name !== parameters.container)
      .reduce((sum, one) => sum + (tryParseMemory(one.resources?.limits?.memory) ?? 0), 0),
  };
}
