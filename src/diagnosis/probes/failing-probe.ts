import type { EvidenceDraft } from "../candidate.ts";
import { eventDraft } from "../evidence-drafts.ts";
import type { EventFact, Facts } from "../facts.ts";
import type { PodContainer, PodFact } from "../objects/pod.ts";
import { killedBy, type ProbeName, type ProbeProblem, parseProbeFailure } from "./probe-event.ts";
import { type ContainerProbes, type ProbeView, probesOf } from "./probe-view.ts";

/** A probe that fails now, of a container that otherwise runs. */
export interface FailingProbe {
  pod: PodFact;
  container: PodContainer;
  view: ProbeView;
  of: ContainerProbes;
  problem: ProbeProblem;
  /** How often the kubelet said so, of this pod. */
  failures: number;
  /** Whether the kubelet ended the container because of it. */
  kills: boolean;
  /** Other probes of the container of which no failure is on record. */
  quiet: ProbeView[];
  /** Other probes that failed only while nobody listened yet: no answer speaks against what they ask for. */
  unanswered: ProbeView[];
  support: EvidenceDraft[];
}

/** A probe that failed once or twice may yet pass. */
const LEAST_FAILURES = 3;

export function failingProbes(facts: Facts): FailingProbe[] {
  const all = probesOf(facts);
  const found = facts.pods
    .filter((pod) => !pod.isTerminating && isOfTemplate(facts, pod))
    .flatMap((pod) => pod.containers.flatMap((container) => ofContainer(facts, all, { pod, container })));
  // One pod of each kind of failure tells as much as all of them.
  return found.filter(
    (one, index) =>
      found.findIndex(
        ({ view, container }) => view.name === one.view.name && container.name === one.container.name,
      ) === index,
  );
}

/** A pod of another revision has other probes than the template. */
function isOfTemplate({ rollout, revisions }: Facts, pod: PodFact): boolean {
  const newest = rollout.targetRevision || revisions[0]?.name || "";
  return newest === "" || pod.revision === "" || pod.revision === newest;
}

function ofContainer(
  facts: Facts,
  all: readonly ContainerProbes[],
  { pod, container }: { pod: PodFact; container: PodContainer },
): FailingProbe[] {
  const of = all.find((one) => one.container === container.name);
  if (of === undefined) return [];
  const own = facts.events.filter(
    ({ about }) => about.uid === pod.uid && (about.container === container.name || about.container === ""),
  );
  const failures = own.flatMap((event) => {
    const failure = event.reason === "Unhealthy" ? parseProbeFailure(event.message) : undefined;
    return failure === undefined ? [] : [{ ...failure, event }];
  });
  const kills = own.flatMap((event) => {
    const kill = event.reason === "Killing" ? killedBy(event.message) : undefined;
    return kill?.container === container.name ? [{ ...kill, event }] : [];
  });
  const viewsOf = (names: readonly ProbeName[]) => names.flatMap((one) => of.probes[one] ?? []);
  const names = Object.keys(of.probes) as ProbeName[];
  const problemsOf = (name: ProbeName) =>
    failures.filter(({ probe }) => probe === name).map((one) => one.problem);
  const quiet = viewsOf(names.filter((name) => problemsOf(name).length === 0));
  const unanswered = viewsOf(
    names.filter((name) => {
      const problems = problemsOf(name);
      return problems.length > 0 && problems.every(({ kind }) => kind === "refused");
    }),
  );
  return names.flatMap((name) => {
    const view = of.probes[name];
    const mine = failures
      .filter(({ probe }) => probe === name)
      .toSorted((a, b) => Date.parse(b.event.lastAt) - Date.parse(a.event.lastAt));
    const [latest] = mine;
    const killing = kills.filter(({ probe }) => probe === name).map(({ event }) => event);
    if (view === undefined || latest === undefined || !isCurrent(name, container, killing)) return [];
    const count = mine.reduce((sum, { event }) => sum + event.count, 0);
    if (count < Math.min(LEAST_FAILURES, view.failureThreshold) && killing.length === 0) return [];
    return {
      pod,
      container,
      view,
      of,
      problem: latest.problem,
      failures: count,
      kills: killing.length > 0,
      quiet,
      unanswered,
      support: [eventDraft(latest.event), ...killing.slice(0, 1).map(eventDraft)],
    };
  });
}

/** A failed readiness probe shows in the container's readiness; the others end the container. */
function isCurrent(name: ProbeName, container: PodContainer, kills: readonly EventFact[]): boolean {
  return name === "readinessProbe" ? !container.isReady : kills.length > 0 || !container.isReady;
}
