import { describeRef } from "../../domain/object-ref.ts";
import type { RollbackCase } from "../../domain/rollback-case.ts";
import { templateDigest } from "../../kubernetes/kubernetes-object.ts";
import { type Candidate, ruledOut } from "../candidate.ts";
import type { Revision } from "../facts.ts";
import type { MemoryScene } from "../memory/case.ts";
import { killEvidence } from "../memory/evidence.ts";
import { formatSeconds } from "../quantity.ts";
import { killedRevisions, LEAST_SECONDS, ranWell, servedSeconds } from "../revisions/ran-well.ts";
import { changesBetween, type TemplateChange } from "../revisions/template-changes.ts";
import { round } from "./memory-limit-too-low.ts";

/** The kills began with a rollout whose predecessor ran well for longer: going back is better than more memory. */
export function badRelease(scene: MemoryScene): Candidate {
  const { facts, group } = scene;
  const [newest] = facts.revisions;
  const killed = killedRevisions(facts);
  const index = facts.revisions.findIndex((revision, at) => at > 0 && !killed.has(revision.name));
  const good = index < 0 ? undefined : facts.revisions[index];
  if (newest === undefined || good === undefined) {
    return ruledOut("bad-release", "there is no earlier revision that ran without kills");
  }
  const served = servedSeconds(good);
  if (served === undefined || !ranWell(good, killed)) {
    return ruledOut(
      "bad-release",
      `revision ${good.number} did not serve for ${LEAST_SECONDS} s, as far as is known`,
    );
  }
  const failedAfter = secondsUntilFirstKill(scene, good);
  if (failedAfter > served) {
    return ruledOut(
      "bad-release",
      `the present release ran for ${formatSeconds(failedAfter)} before the first known kill, longer than the ${formatSeconds(served)} of revision ${good.number}`,
    );
  }
  const changes = changesBetween(good.template, newest.template, group.container);
  const refusal = whyNotRelease(changes, good);
  if (refusal !== undefined) return ruledOut("bad-release", refusal);
  return candidate(scene, { newest, good, served, failedAfter, changes });
}

/** From the end of the good revision's time to the first sign of a kill: statuses keep the latest two alone. */
function secondsUntilFirstKill({ facts, group }: MemoryScene, good: Revision): number {
  const backOffs = facts.events.filter(
    ({ reason, about }) => reason === "BackOff" && group.kills.some((kill) => kill.podUid === about.uid),
  );
  const first = Math.min(
    Date.parse(facts.openedAt),
    ...group.kills.map((kill) => Date.parse(kill.finishedAt)),
    ...backOffs.map((event) => Date.parse(event.firstAt)),
  );
  return Math.max(0, Math.round((first - Date.parse(good.servedUntil ?? "")) / 1000));
}

function whyNotRelease(changes: readonly TemplateChange[], good: Revision): string | undefined {
  if (changes.length === 0) return `nothing of weight differs from revision ${good.number}, which ran well`;
  if (changes.every(({ kind }) => kind === "memory-lowered")) {
    return `the memory limit alone was lowered since revision ${good.number}: giving it back is the smaller change`;
  }
  if (changes.every(({ kind }) => kind === "memory-lowered" || kind === "memory-raised")) {
    return `nothing but memory sizes differs from revision ${good.number}`;
  }
  return undefined;
}

function candidate(
  { facts, group, memory }: MemoryScene,
  found: { newest: Revision; good: Revision; served: number; failedAfter: number; changes: TemplateChange[] },
): Candidate {
  const { newest, good, served, failedAfter, changes } = found;
  const told = changes.map(({ text }) => text).join("; ");
  const why = `revision ${good.number} served for ${formatSeconds(served)} without a known kill, and the kills began ${formatSeconds(failedAfter)} after its successor; what changed: ${told}`;
  const rollback: RollbackCase = {
    to: good.object,
    toRevision: good.number,
    fromRevision: newest.number,
    fromTemplate: templateDigest(facts.workload),
    ranSeconds: served,
    template: good.template.raw,
    why,
  };
  const isClear = served >= failedAfter * 3;
  return {
    cause: "bad-release",
    confidence: round(
      (isClear ? 0.97 : 0.75) * Math.max(...group.kills.map((kill) => kill.recognition.confidence)),
    ),
    sentence: `Container ${group.container} of ${describeRef(facts.object)} is killed for memory since revision ${newest.number}: ${why}.`,
    support: [
      {
        kind: "revision",
        source: `kubectl rollout history -n ${facts.object.namespace} ${facts.object.kind.toLowerCase()}/${facts.object.name} --revision=${good.number}`,
        at: good.servedUntil ?? facts.at,
        text: why,
      },
      ...killEvidence(facts, group),
    ],
    contradictions: [],
    memory,
    rollback,
  };
}
