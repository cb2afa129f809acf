import { stringify } from "yaml";
import { redact } from "../core/redact.ts";
import type { Attempt } from "../domain/attempt.ts";
import type { Handover } from "../domain/handover.ts";
import type { Incident } from "../domain/incident.ts";
import { describeRef, type ObjectRef } from "../domain/object-ref.ts";
import { formatMemory } from "../kubernetes/quantity.ts";

import { firstLooks, lookSteps } from "./first-looks.ts";

type Step = Handover["nextSteps"][number];

const MOST_RUNBOOKS = 2;

/** Why the service stops, with all that a person needs who has just been woken. Pure. */
export function handover(input: {
  incident: Pick<Incident, "subject" | "finding" | "summary" | "openedAt">;
  /** Why it stops here. */
  why: string;
  affected: readonly string[];
  attempts: readonly Attempt[];
  /** In order of promise; what the finding advises and where to look come after them. */
  nextSteps: readonly Step[];
}): Handover {
  const { incident } = input;
  const { finding } = incident;
  const object = finding?.object ?? incident.subject;
  const steps = [...input.nextSteps, ...(finding?.advice ?? [])];
  const runbooks = (finding?.notes ?? []).filter(({ kind }) => kind === "runbook").slice(0, MOST_RUNBOOKS);
  const reading = runbooks.map(({ title, source }) => ({
    text: `Runbook: ${title} (${source})`,
    runbook: { title: redact(title), source: redact(source) },
  }));
  const looks = [...(steps.length === 0 ? firstLooks(object, finding) : []), ...lookSteps(object)];
  return {
    sentence: redact(sentenceOf(incident, input.why)),
    since: incident.openedAt.toISOString(),
    affected: input.affected.map(redact),
    evidence: (finding?.evidence ?? []).slice(0, 20),
    ruledOut: (finding?.ruledOut ?? []).slice(0, 20).map(({ cause, why }) => ({ cause, why: redact(why) })),
    tried: input.attempts.map((attempt) => redact(triedSentence(attempt))),
    nextSteps: withoutRepeats([...steps, ...looks, ...reading]).map((step) => ({
      ...step,
      text: redact(step.text),
    })),
  };
}

/** Object, what is wrong, since when, why nobody but a person goes on. */
function sentenceOf(
  { subject, finding, summary, openedAt }: Pick<Incident, "subject" | "finding" | "summary" | "openedAt">,
  why: string,
): string {
  const name = describeRef(finding?.object ?? subject);
  const what = finding?.sentence ?? (summary === "" ? "ill" : summary);
  const named = what.includes(name) ? what : `${name}: ${what}`;
  const cause = finding === null ? "the cause is not known" : `cause ${finding.cause}`;
  const since = `${openedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const head = `${named} (${cause}, since ${since})`;
  return why === "" || why === what ? head : `${head} — ${why}`;
}

function withoutRepeats(steps: readonly Step[]): Step[] {
  const key = ({ text, command, manifest }: Step) => command ?? manifest ?? text;
  return steps.filter((step, index) => steps.findIndex((one) => key(one) === key(step)) === index);
}

export function triedSentence(attempt: Attempt): string {
  const result = attempt.result ?? "under way";
  const why = attempt.failure ?? attempt.verification.lastReason;
  return `attempt ${attempt.number}: ${attempt.plan.sentence} — ${result}${why === "" ? "" : ` (${why})`}`;
}

/** The part of the manifest that must change at its source (a Git repository, a chart's values, a custom resource). */
export function memoryManifest(
  target: ObjectRef,
  change: {
    container: string;
    containerKind: "container" | "init" | "sidecar";
    toLimitBytes: number;
    toRequestBytes: number | null;
  },
): string {
  const resources = {
    limits: { memory: formatMemory(change.toLimitBytes) },
    ...(change.toRequestBytes === null ? {} : { requests: { memory: formatMemory(change.toRequestBytes) } }),
  };
  const list = change.containerKind === "container" ? "containers" : "initContainers";
  const podSpec = { [list]: [{ name: change.container, resources }] };
  const spec =
    target.kind === "Pod"
      ? podSpec
      : target.kind === "CronJob"
        ? { jobTemplate: { spec: { template: { spec: podSpec } } } }
        : { template: { spec: podSpec } };
  return stringify({
    apiVersion: target.apiVersion,
    kind: target.kind,
    metadata: { name: target.name, namespace: target.namespace },
    spec,
  });
}
