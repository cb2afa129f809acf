import { describeRef } from "../../../domain/object-ref.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { failedCalls } from "../../logs/failed-calls.ts";
import type { PodFact } from "../../objects/pod.ts";
import { formatSeconds } from "../../quantity.ts";
import type { Signature } from "../../signature.ts";
import { secondsSince } from "../../since.ts";
import { troubleEvidence } from "../../told.ts";
import type { Trouble } from "../../troubles/trouble.ts";
import { troublesOf } from "../../troubles/troubles-of.ts";

/** A pod that is young, or that was ready a moment ago, may still come by itself. */
const PATIENCE = { seconds: 240, reason: "one pod alone is not ready, and its node may still get it going" };
/** What has served for less shows little. */
const SERVING_SECONDS = 60;

/** The kubelet's caches of what a pod refers to, which a pod made anew does not meet: pkg/kubelet/util/manager. */
const CACHE = /failed to sync (?:configmap|secret) cache|object "[^"]{1,300}" not registered/;

/** One pod does not come, or hangs, while all others of its revision serve: what they share is not at fault. */
export const podStuck: Signature = {
  name: "pod-stuck",
  family: "stuck",
  explains: [
    {
      cause: "pod-stuck",
      evidence: [
        "one pod alone that is not ready, though it never ended, and others of the same revision that are",
        "FailedCreatePodSandBox events, or a log that blames nobody",
      ],
      repairs: ["EvictPod"],
    },
  ],
  diagnose(facts) {
    const scene = sceneOf(facts);
    if (scene === undefined) return [];
    const { trouble, pod, others } = scene;
    const { namespace } = facts.object;
    const nodes = new Set(others.map(({ node }) => node));
    const where = nodes.has(pod.node) ? "" : `, none of them on its node ${pod.node}`;
    const basis = `${others.length} others of its revision are ready${where}`;
    const isTried = facts.attempts.some(({ plan }) => plan.actions.some(({ type }) => type === "EvictPod"));
    const what = trouble.kind === "not-ready" ? "runs and does not become ready" : "does not start";
    return [
      found("pod-stuck", {
        confidence: trouble.kind === "not-ready" ? 0.8 : 0.92,
        sentence: `Pod ${pod.name} of ${describeRef(facts.object)} ${what} on node ${pod.node} for ${formatSeconds(secondsSince(facts.at, trouble.since))}, while ${basis}${isTried ? "; another pod in place of the one before it did not help" : ""}.`,
        support: troubleEvidence(facts, trouble),
        waitFor: PATIENCE,
        repair: isTried
          ? null
          : {
              type: "EvictPod",
              target: facts.object,
              isExclusive: false,
              parameters: { pod: pod.name, uid: pod.uid, basis },
            },
        advice: [
          {
            text: "See what its node says of it",
            command: `kubectl describe pod -n ${namespace} ${pod.name}`,
          },
          {
            text: "Let another pod take its place, once what it does may be lost",
            command: `kubectl delete pod -n ${namespace} ${pod.name}`,
          },
          {
            text: "Where others get stuck on that node too, let it take no new pods",
            command: `kubectl cordon ${pod.node}`,
          },
        ],
      }),
    ];
  },
};

/** A DaemonSet's pod comes back to the same node, and a batch workload's is tried again by itself. */
const KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

function sceneOf(facts: Facts): { trouble: Trouble; pod: PodFact; others: PodFact[] } | undefined {
  if (!KINDS.has(facts.object.kind) || facts.arePodsCut) return undefined;
  const live = facts.pods.filter(({ isTerminating, phase }) => !isTerminating && phase !== "Failed");
  const [pod, ...more] = live.filter(({ isReady }) => !isReady);
  if (pod === undefined || more.length > 0 || pod.node === "" || pod.revision === "") return undefined;
  const others = live.filter((one) => one !== pod);
  const areServing = others.every(
    ({ revision, createdAt }) =>
      revision === pod.revision && secondsSince(facts.at, createdAt) >= SERVING_SECONDS,
  );
  const trouble = troublesOf(facts).find((one) => one.pod === pod);
  const isAlone = others.length > 0 && areServing;
  return isAlone && trouble !== undefined && isOfThePod(facts, pod, trouble)
    ? { trouble, pod, others }
    : undefined;
}

/** Nothing of it was ever started, or it never ended and blames nobody; a database that recovers is left in peace. */
function isOfThePod(facts: Facts, pod: PodFact, { kind, words, container }: Trouble): boolean {
  if (pod.containers.some(({ ends, restartCount }) => ends.length > 0 || restartCount > 0)) return false;
  if (kind === "creating") return true;
  if (kind === "mount") return CACHE.test(words);
  // With all containers ready, a readiness gate holds it: whoever sets that is asked by another pod as well.
  if (container === undefined) return false;
  const blames = failedCalls({ logs: facts.logs.filter((log) => log.pod === pod.name) });
  return kind === "not-ready" && facts.object.kind !== "StatefulSet" && blames.length === 0;
}
