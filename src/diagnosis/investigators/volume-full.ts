import { z } from "zod";
import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { Signal } from "../../domain/signal.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { conditionsOf } from "../../kubernetes/condition-of.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { tryParseMemory } from "../../kubernetes/quantity.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";
import type { PrometheusAccess } from "../collectors/prometheus.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import { formatBytes } from "../quantity.ts";
import type { ObjectOpinion } from "./investigator.ts";

const FULL = 0.85;
const GIB = 2 ** 30;
const TIMEOUT_MS = 5000;

export interface ClaimScene {
  raw: KubernetesObject;
  object: ObjectRef;
  at: string;
  /** Pods that use it. */
  pods: KubernetesObject[];
  signals: Signal[];
  prometheus: PrometheusAccess | undefined;
}

/** A bound claim: whether its volume is full, and may grow. */
export async function volumeFull(collector: Collector, scene: ClaimScene): Promise<ObjectOpinion> {
  const { raw, object, at, signals } = scene;
  const name = describeRef(object);
  const size = tryParseMemory(recordOf(recordOf(raw.status).capacity).storage) ?? 0;
  const wanted = tryParseMemory(recordOf(recordOf(recordOf(raw.spec).resources).requests).storage) ?? 0;
  const share = await usedShare(collector, scene);
  const told = signals.filter(({ symptom }) => symptom === "volume-full");
  const isFull = share === undefined ? told.length > 0 : share >= FULL;
  if (!isFull) {
    const use = share === undefined ? "" : `, ${Math.round(share * 100)} % of it in use`;
    return { kind: "healthy", reason: `${name} is bound${use}` };
  }
  if (wanted > size) return growing(scene, { size, wanted });
  const mayGrow = await allowsExpansion(collector, raw);
  const use =
    share === undefined
      ? "its alert tells that it is nearly full"
      : `${Math.round(share * 100)} % of ${formatBytes(size)} are in use`;
  const to = Math.max(size + GIB, Math.ceil((size * 1.5) / GIB) * GIB);
  return {
    kind: "candidates",
    candidates: [
      found("volume-full", {
        confidence: share === undefined ? 0.85 : 0.95,
        sentence: `${name} is nearly full: ${use}${mayGrow ? "" : "; its class does not let it grow"}.`,
        support: [
          objectDraft(
            object,
            at,
            `${formatBytes(size)}, ${mayGrow ? "of a class that allows expansion" : "of a class that allows no expansion"}`,
          ),
          ...(share === undefined
            ? told.slice(0, 3).map((signal) => ({
                kind: "alert" as const,
                source: "Alertmanager",
                at: signal.at,
                text: signal.detail,
              }))
            : [
                {
                  kind: "sample" as const,
                  source: "Prometheus, kubelet_volume_stats_used_bytes",
                  at,
                  text: use,
                },
              ]),
        ],
        repair:
          mayGrow && size > 0
            ? {
                type: "ExpandClaim",
                target: object,
                isExclusive: false,
                parameters: {
                  fromBytes: size,
                  toBytes: Math.min(to, 2 * size),
                  basis: `half as much again: ${use}`,
                },
              }
            : null,
        advice: [
          {
            text: "See what fills it, and whether it may go",
            command: `kubectl exec -n ${object.namespace} ${scene.pods[0]?.metadata.name ?? "POD"} -- du -xh -d 2 /`,
          },
          ...(mayGrow ? [] : [{ text: "Move the data to a larger volume, or to a class that can grow" }]),
        ],
      }),
    ],
  };
}

/** It was asked to grow already. */
function growing(
  { raw, object, at }: ClaimScene,
  { size, wanted }: { size: number; wanted: number },
): ObjectOpinion {
  const name = describeRef(object);
  const failed = conditionsOf(raw).find(({ type, status }) => /ResizeError$/.test(type) && status === "True");
  const text = `${formatBytes(wanted)} are asked for and it has ${formatBytes(size)}`;
  if (failed === undefined) return { kind: "wait", seconds: 60, reason: `${name} is growing: ${text}` };
  return {
    kind: "candidates",
    candidates: [
      found("volume-full", {
        confidence: 0.93,
        sentence: `${name} is nearly full and could not be made larger: ${failed.message}`,
        support: [objectDraft(object, failed.since || at, `${failed.type}: ${failed.message}; ${text}`)],
        advice: [
          {
            text: "See what its driver says",
            command: `kubectl describe pvc -n ${object.namespace} ${object.name}`,
          },
        ],
      }),
    ],
  };
}

async function allowsExpansion(collector: Collector, raw: KubernetesObject): Promise<boolean> {
  const name = recordOf(raw.spec).storageClassName;
  if (typeof name !== "string" || name === "") return false;
  const found = await tolerant(collector, `StorageClass ${name}`, {
    run: () =>
      collector.reader.get(
        { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", namespace: "", name },
        collector.signal,
      ),
    fallback: undefined,
  });
  return found?.allowVolumeExpansion === true;
}

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

async function usedShare(
  collector: Collector,
  { prometheus, object }: ClaimScene,
): Promise<number | undefined> {
  if (prometheus === undefined) return undefined;
  const labels = `{namespace="${object.namespace}",persistentvolumeclaim="${object.name}"}`;
  return tolerant<number | undefined>(collector, "the volume's use from Prometheus", {
    run: async () => {
      const { url, fetch: send } = prometheus;
      const query = new URL("api/v1/query", url.endsWith("/") ? url : `${url}/`);
      query.searchParams.set(
        "query",
        `max(kubelet_volume_stats_used_bytes${labels} / kubelet_volume_stats_capacity_bytes${labels})`,
      );
      const response = await send(query, {
        signal: AbortSignal.any([collector.signal, AbortSignal.timeout(TIMEOUT_MS)]),
        redirect: "error",
      });
      if (!response.ok) throw new Error(`Prometheus answered ${response.status}`);
      const [first] = answerSchema.parse(await response.json()).data.result;
      const share = Number(first?.value[1]);
      return Number.isFinite(share) ? share : undefined;
    },
    fallback: undefined,
  });
}
