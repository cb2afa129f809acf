import type { NextStep } from "../../domain/handover.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Collector } from "../collectors/collector.ts";
import { collectEvents } from "../collectors/events.ts";
import { eventDraft, objectDraft } from "../evidence-drafts.ts";
import type { EventFact } from "../facts.ts";
import { found } from "../found.ts";
import { nearNames } from "../near-name.ts";
import type { ObjectOpinion } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";
import { whyNoVolumeFits } from "./volume-fit.ts";
import type { ClaimScene } from "./volume-full.ts";

/** A volume is made within moments mostly, by some drivers within minutes. */
const YOUNG_MS = 2 * 60_000;
const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
const STATIC = "kubernetes.io/no-provisioner";

interface Reason {
  confidence: number;
  why: string;
  advice: NextStep[];
}

/** Why a claim finds no volume. Where data shall live is a person's choice: nothing of it is written. */
export async function claimUnbound(collector: Collector, scene: ClaimScene): Promise<ObjectOpinion> {
  const { raw, object, at, pods } = scene;
  const name = describeRef(object);
  const [classes, volumes, events] = await Promise.all([
    listObjects(collector, ["storage.k8s.io/v1", "StorageClass"]),
    listObjects(collector, ["v1", "PersistentVolume"]),
    collectEvents(collector, [
      { kind: "PersistentVolumeClaim", namespace: object.namespace, name: object.name },
    ]),
  ]);
  const wanted = classOf(raw);
  const own = classes.find(({ metadata }) => metadata.name === wanted);
  if (own?.volumeBindingMode === "WaitForFirstConsumer" && pods.length === 0)
    return {
      kind: "healthy",
      reason: `${name} waits for its first consumer, as its class ${wanted} says, and no pod uses it`,
    };
  if (Date.parse(at) - Date.parse(raw.metadata.creationTimestamp ?? "") < YOUNG_MS)
    return { kind: "wait", seconds: 30, reason: `${name} has only just been made` };
  const reason = reasonOf({ raw, wanted, own, classes, volumes, events });
  const users = pods.map(({ metadata }) => metadata.name).slice(0, 3);
  return {
    kind: "candidates",
    candidates: [
      found("claim-unbound", {
        confidence: reason.confidence,
        sentence: `${name} finds no volume: ${reason.why}.${users.length === 0 ? "" : ` Waiting for it: ${users.join(", ")}.`}`,
        support: [
          objectDraft(object, at, `Pending; class ${wanted ?? "not given"}; ${reason.why}`),
          ...events
            .toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt))
            .slice(0, 3)
            .map(eventDraft),
        ],
        advice: reason.advice,
      }),
    ],
  };
}

function reasonOf(around: {
  raw: KubernetesObject;
  wanted: string | undefined;
  own: KubernetesObject | undefined;
  classes: readonly KubernetesObject[];
  volumes: readonly KubernetesObject[];
  events: readonly EventFact[];
}): Reason {
  const { raw, wanted, own, classes, volumes, events } = around;
  const names = classes.map(({ metadata }) => metadata.name);
  const isDefault = ({ metadata }: KubernetesObject) => metadata.annotations?.[DEFAULT_CLASS] === "true";
  const sameClass = volumes.filter(
    (volume) => (recordOf(volume.spec).storageClassName ?? "") === (wanted ?? ""),
  );
  const fit = whyNoVolumeFits(raw, sameClass);
  const fitAdvice = [
    { text: "Provide a volume that fits, or ask for what is there", command: "kubectl get pv" },
  ];
  const choices =
    names.length === 0 ? "there is no StorageClass in the cluster" : `there are ${names.join(", ")}`;
  if (wanted === undefined)
    return {
      confidence: classes.some(isDefault) ? 0.7 : 0.95,
      why: classes.some(isDefault)
        ? "it names no class; one is the default now, which was not when the claim was made or has not been taken yet"
        : `it names no class, and none is the default (${choices})${sameClass.length > 0 ? `; of the volumes without a class, ${fit}` : ""}`,
      advice: [
        {
          text: "Make a class the default, or make the claim again with one",
          command: "kubectl get storageclass",
        },
        ...fitAdvice,
      ],
    };
  if (wanted !== "" && own === undefined && sameClass.length === 0) {
    const near = nearNames(wanted, names).map(({ name }) => name);
    return {
      confidence: 0.95,
      why: `its class ${wanted} does not exist (${choices})${near.length === 0 ? "" : `; near it: ${near.slice(0, 3).join(", ")}`}`,
      advice: [
        {
          text: `A claim's class cannot be changed: delete the claim, which holds no data yet, and make it again${near[0] === undefined ? " with a class that exists" : ` with ${near[0]}`}, or make the class`,
          command: "kubectl get storageclass",
        },
      ],
    };
  }
  if (own === undefined || own.provisioner === STATIC || wanted === "")
    return { confidence: 0.93, why: `volumes of its class are made by hand, and ${fit}`, advice: fitAdvice };
  return ofProvisioner(own, events);
}

/** A driver should make the volume, and says why it does not, or says nothing. */
function ofProvisioner(own: KubernetesObject, events: readonly EventFact[]): Reason {
  const newest = events.toSorted((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
  const failed = newest.find(({ reason, type }) => reason === "ProvisioningFailed" || type === "Warning");
  const driver = String(own.provisioner);
  if (failed !== undefined)
    return {
      confidence: 0.9,
      why: `its class ${own.metadata.name} (${driver}) could not make one: ${failed.message}`,
      advice: [
        { text: `See what ${driver} says`, command: "kubectl get pods -A | grep -i -E 'csi|provisioner'" },
      ],
    };
  return {
    confidence: 0.8,
    why: `its class ${own.metadata.name} leaves it to ${driver}, which has made none and says nothing`,
    advice: [
      {
        text: `See whether ${driver} is installed and runs`,
        command: "kubectl get csidrivers; kubectl get pods -A | grep -i -E 'csi|provisioner'",
      },
    ],
  };
}

/** undefined: not given, so that the default class would be taken; "": volumes without a class alone. */
function classOf(raw: KubernetesObject): string | undefined {
  const { storageClassName } = recordOf(raw.spec);
  const old = raw.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"];
  return typeof storageClassName === "string" ? storageClassName : old;
}
