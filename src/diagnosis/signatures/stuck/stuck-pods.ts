import { describeRef } from "../../../domain/object-ref.ts";
import { refOf } from "../../../kubernetes/kubernetes-object.ts";
import type { Candidate } from "../../candidate.ts";
import { eventDraft, objectDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import type { PodFact } from "../../objects/pod.ts";
import { formatSeconds } from "../../quantity.ts";
import { nodeView } from "../../scheduling/node-view.ts";
import type { Signature } from "../../signature.ts";

/** The time by which a pod should be gone already holds its grace; so much more is usual. */
const OVERDUE_SECONDS = 120;

/** A pod is being deleted and does not go: a finalizer, its node, or a container that does not end. */
export const stuckPods: Signature = {
  name: "stuck-pods",
  family: "stuck",
  explains: [
    {
      cause: "termination-stuck",
      evidence: ["a pod that should have been gone for minutes; FailedKillPod events; its node"],
      repairs: [],
    },
    { cause: "finalizer-stuck", evidence: ["finalizers of an object that is being deleted"], repairs: [] },
  ],
  diagnose(facts) {
    const overdue = facts.pods
      .map((pod) => ({ pod, seconds: overdueSeconds(facts, pod) }))
      .filter(({ seconds }) => seconds >= OVERDUE_SECONDS)
      .toSorted((a, b) => b.seconds - a.seconds)[0];
    if (overdue === undefined) return [];
    const { pod, seconds } = overdue;
    return [heldByFinalizer(facts, pod, seconds) ?? doesNotEnd(facts, pod, seconds)];
  },
};

function overdueSeconds(facts: Facts, { raw }: PodFact): number {
  const { deletionTimestamp } = raw.metadata;
  return deletionTimestamp === undefined ? 0 : (Date.parse(facts.at) - Date.parse(deletionTimestamp)) / 1000;
}

function heldByFinalizer(facts: Facts, pod: PodFact, seconds: number): Candidate | undefined {
  const { finalizers } = pod.raw.metadata;
  if (!Array.isArray(finalizers) || finalizers.length === 0) return undefined;
  const names = finalizers.map(String).join(", ");
  return found("finalizer-stuck", {
    confidence: 0.95,
    sentence: `Pod ${pod.name} of ${describeRef(facts.object)} should have been gone for ${formatSeconds(Math.round(seconds))}: it waits for ${names} to let it go.`,
    support: [podDraft(facts, pod, `it is being deleted and has the finalizers ${names}`)],
    advice: [
      {
        text: `See why whoever put ${names} on it does not take it off: it may still have data to bring to safety`,
      },
      {
        text: "Let it go, once nothing is lost by that",
        command: `kubectl patch pod -n ${pod.namespace} ${pod.name} --type merge -p '{"metadata":{"finalizers":null}}'`,
      },
    ],
  });
}

function doesNotEnd(facts: Facts, pod: PodFact, seconds: number): Candidate {
  const raw = facts.around.nodes.find(({ metadata }) => metadata.name === pod.node);
  const node = raw && nodeView(raw);
  const since = `Pod ${pod.name} of ${describeRef(facts.object)} should have been gone for ${formatSeconds(Math.round(seconds))}`;
  if (node !== undefined && !node.isReady) {
    return found("node-not-ready", {
      confidence: 0.95,
      sentence: `${since}: its node ${node.name} is not ready, so that nothing ends it.`,
      support: [
        podDraft(facts, pod, "it is being deleted"),
        objectDraft({ kind: "Node", name: node.name }, facts.at, `node ${node.name} is not ready`),
      ],
      object: refOf(node.raw),
      advice: [
        { text: "Bring the node back", command: `kubectl describe node ${node.name}` },
        {
          text: "Only when the node is certainly off: let another pod take over; two that write to one volume destroy it",
          command: `kubectl delete pod -n ${pod.namespace} ${pod.name} --grace-period=0 --force`,
        },
      ],
    });
  }
  const events = facts.events.filter(
    ({ reason, about }) =>
      about.uid === pod.uid &&
      /FailedKillPod|FailedUnmount|FailedDetach|FailedPreStopHook|ExceededGracePeriod/.test(reason),
  );
  const [event] = events;
  return found("termination-stuck", {
    confidence: event === undefined ? 0.75 : 0.9,
    sentence: `${since}, and its node does not end it${event === undefined ? "" : `: ${event.message.slice(0, 300)}`}.`,
    support: [podDraft(facts, pod, "it is being deleted"), ...events.slice(0, 2).map(eventDraft)],
    advice: [
      {
        text: "See what holds it on its node",
        command: `kubectl describe pod -n ${pod.namespace} ${pod.name}`,
      },
      {
        text: "Only when its containers are certainly gone",
        command: `kubectl delete pod -n ${pod.namespace} ${pod.name} --grace-period=0 --force`,
      },
    ],
  });
}

const podDraft = (facts: Facts, pod: PodFact, text: string) =>
  objectDraft(
    { kind: "Pod", namespace: pod.namespace, name: pod.name },
    facts.at,
    `pod ${pod.name}: ${text}`,
  );
