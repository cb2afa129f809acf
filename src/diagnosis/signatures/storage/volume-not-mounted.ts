import type { NextStep } from "../../../domain/handover.ts";
import { describeRef } from "../../../domain/object-ref.ts";
import { eventDraft } from "../../evidence-drafts.ts";
import type { EventFact, Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import type { Signature } from "../../signature.ts";

/** What a mount says that waits for a ConfigMap, a Secret or a token: another family. */
const CONFIGURATION =
  /(?:configmap|secret) "[^"]{1,253}" not found|references non-existent (?:config|secret) key|failed to sync (?:configmap|secret) cache|object "[^"]{1,300}" not registered|failed to fetch token/i;
/** Says that something is not mounted, and not why: another event may. */
const WAITING = /timed out waiting for the condition|context deadline exceeded/;
const LEAST = 3;

interface Kind {
  form: RegExp;
  why: string;
  step: string;
}
/** k8s.io/kubernetes pkg/volume, and the drivers' own words. */
const KINDS: readonly Kind[] = [
  {
    form: /Multi-Attach error/,
    why: "the volume is still attached to another node, and it can be on one at a time",
    step: "Find the pod that still holds it; with a volume of one node, let the old pod go before the new one starts (strategy Recreate)",
  },
  {
    form: /hostPath type check failed/,
    why: "the folder or file of the node that it mounts is not there, or is of another kind",
    step: "Make the folder on the node, or mount another path",
  },
  {
    form: /not found in the list of registered CSI drivers|driver name \S{1,100} not found/,
    why: "the storage driver does not run on the node",
    step: "See whether the driver's DaemonSet runs on the node",
  },
  {
    form: /wrong fs type|bad superblock|fsck|structure needs cleaning/i,
    why: "the file system on the volume cannot be read",
    step: "Check the file system before anything writes to it; restore from a backup if it is broken",
  },
  {
    form: /mount\.nfs|nfs:|access denied by server|No such file or directory|Connection timed out/i,
    why: "the file server does not give it out",
    step: "See whether the server, the path that it exports and the way to it are right",
  },
  {
    form: /PermissionDenied|permission denied|Unauthorized|AuthFailure/i,
    why: "the storage refuses the access",
    step: "Give the driver the rights that it asks for",
  },
  {
    form: /rpc error: code = NotFound|volume .{1,200} not found|does not exist/i,
    why: "the volume behind the claim does not exist any more",
    step: "Find what became of the volume; restore from a backup if it is gone",
  },
];

/** A volume is bound and cannot be attached or mounted. Data is at stake: a person decides. */
export const volumeNotMounted: Signature = {
  name: "volume-not-mounted",
  family: "storage",
  explains: [
    { cause: "volume-not-mounted", evidence: ["FailedMount and FailedAttachVolume events"], repairs: [] },
  ],
  diagnose(facts) {
    const events = mountFailures(facts);
    const event = events.find(({ message }) => !WAITING.test(message)) ?? events[0];
    if (event === undefined) return [];
    const kind = KINDS.find(({ form }) => form.test(event.message));
    const volume =
      /volume "([^"]{1,253})"/.exec(event.message)?.[1] ??
      /unmounted volumes=\[([^\]]{1,253})\]/.exec(event.message)?.[1];
    return [
      found("volume-not-mounted", {
        confidence: kind === undefined ? 0.8 : 0.93,
        sentence: `The pods of ${describeRef(facts.object)} cannot start: volume ${volume ?? "of theirs"} is not ${event.reason === "FailedAttachVolume" ? "attached" : "mounted"}${kind === undefined ? "" : `: ${kind.why}`}.`,
        support: events.slice(0, 3).map(eventDraft),
        advice: steps(facts, event, kind),
      }),
    ];
  },
};

function mountFailures(facts: Facts): EventFact[] {
  const waiting = new Set(
    facts.pods
      .filter(({ phase, isTerminating }) => phase === "Pending" && !isTerminating)
      .map(({ uid }) => uid),
  );
  const all = facts.events.filter(
    ({ reason, about }) =>
      ["FailedMount", "FailedAttachVolume", "FailedMapVolume"].includes(reason) && waiting.has(about.uid),
  );
  if (all.some(({ message }) => CONFIGURATION.test(message))) return [];
  const times = all.reduce((sum, { count }) => sum + count, 0);
  return times >= LEAST ? all.toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt)) : [];
}

function steps(facts: Facts, event: EventFact, kind: Kind | undefined): NextStep[] {
  const { namespace } = facts.object;
  return [
    {
      text: kind?.step ?? "See what the kubelet says of the volume",
      command: `kubectl describe pod -n ${namespace} ${event.about.name}`,
    },
    { text: "See what is attached where", command: "kubectl get volumeattachments" },
  ];
}
