import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import type { BehaviourRule, ImageRule } from "../../src/simulation/kubelet/behaviour.ts";
import type { Pod } from "../../src/simulation/store/objects.ts";
import { capturedItems, capturedObject } from "../kubernetes/captures.ts";
import { kubeletEvents, normalisedStatus } from "./normalised-pod.ts";
import { openSimulation } from "./open-simulation.ts";

interface Row {
  capture: string;
  seconds: number;
  images?: ImageRule[];
  behaviours?: BehaviourRule[];
  before?: object[];
}

const crashes = (container: string): BehaviourRule => ({
  match: { container },
  behaviour: { kind: "crashes", afterMs: 300, exitCode: 1 },
});

const ROWS: Row[] = [
  { capture: "image-missing-tag", seconds: 12, images: [{ image: "nginx", tags: ["1.25"] }] },
  { capture: "image-denied", seconds: 12, images: [{ image: "acme/ledger", outcome: "denied" }] },
  {
    capture: "config-missing-key",
    seconds: 20,
    before: [capturedObject("config-missing-key", "configmap")],
  },
  { capture: "secret-missing", seconds: 20 },
  { capture: "run-as-root", seconds: 20, images: [{ image: "busybox:1.36", runsAsRoot: true }] },
  { capture: "volume-missing", seconds: 20 },
  { capture: "crash-bad-command", seconds: 30, images: [{ image: "busybox:1.36", commands: ["sh"] }] },
  { capture: "healthy", seconds: 5 },
  { capture: "crash-exit-1", seconds: 25, behaviours: [crashes("checkout")] },
  { capture: "init-crash", seconds: 25, behaviours: [crashes("migrate")] },
  {
    capture: "liveness-failing",
    seconds: 15,
    behaviours: [{ match: {}, behaviour: { kind: "serves", ports: [{ port: 80, paths: ["/"] }] } }],
  },
  {
    capture: "readiness-failing",
    seconds: 40,
    behaviours: [{ match: {}, behaviour: { kind: "serves", ports: [{ port: 80 }] } }],
  },
  {
    capture: "evicted",
    seconds: 10,
    behaviours: [
      {
        match: {},
        behaviour: { kind: "fills-volume", volume: "scratch", mebibytes: 20, onTerm: "ignores" },
      },
    ],
  },
];

/** The owner as somebody wrote it, without what the cluster added. */
function written({ apiVersion, kind, metadata, spec }: KubernetesObject) {
  const { name, namespace, labels } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, ...(labels && { labels }) }, spec };
}

/** How far the pod has come: restarts and the state of each container. */
const stage = (pod: KubernetesObject | undefined): string =>
  JSON.stringify(
    [
      ...((pod as Pod | undefined)?.status?.initContainerStatuses ?? []),
      ...((pod as Pod | undefined)?.status?.containerStatuses ?? []),
    ].map(({ restartCount, state }) => [restartCount, ...Object.keys(state), state.waiting?.reason]),
  );

async function play({ capture, seconds, images = [], behaviours = [], before = [] }: Row) {
  const simulation = await openSimulation();
  for (const rule of images) simulation.cluster.image(rule);
  for (const rule of behaviours) simulation.cluster.behave(rule);
  const owner = written(capturedObject(capture, "owner"));
  await simulation.cluster.apply([...before.map((object) => written(object as KubernetesObject)), owner]);
  const namespace = owner.metadata.namespace ?? "";
  simulation.clock.advance(seconds * 1000);
  const pick = async () => {
    const phase = (capturedItems(capture, "pod")[0] as Pod | undefined)?.status?.phase;
    const pods = await simulation.pods(namespace);
    return pods.find(({ status }) => status?.phase === phase) ?? pods[0];
  };
  let pod = await pick();
  // The kubelet's syncs have a jitter: the same state comes some seconds sooner or later.
  for (let more = 0; more < 60 && stage(pod) !== stage(capturedItems(capture, "pod")[0]); more += 1) {
    simulation.clock.advance(1000);
    pod = await pick();
  }
  if (!pod) throw new Error(`${capture}: no pod`);
  return { pod, events: simulation.cluster.store.list("events", namespace) };
}

describe("a simulated pod is as a real kubelet reports it", () => {
  it.each(ROWS)("$capture", async (row) => {
    const { pod, events } = await play(row);
    const [real] = capturedItems(row.capture, "pod");
    if (!real) throw new Error("nothing was captured");
    expect(normalisedStatus(pod)).toEqual(normalisedStatus(real));
    const told = kubeletEvents(events, pod);
    const captured = kubeletEvents(capturedItems(row.capture, "events"), real);
    // What a node already has depends on what ran before: pulls of images that exist are no part of the fault.
    const isPull = (line: string) =>
      /^Normal (Pulling|Pulled) /.test(line) && !row.capture.startsWith("image-");
    expect(told.filter((line) => !isPull(line))).toEqual(captured.filter((line) => !isPull(line)));
  });
});
