import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { conditionOf } from "../../kubernetes/condition-of.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";
import { objectDraft } from "../evidence-drafts.ts";
import { found } from "../found.ts";
import type { Investigator } from "./investigator.ts";
import { listObjects } from "./list-objects.ts";

interface Use {
  resource: string;
  used: string;
  hard: string;
}

export const quota: Investigator = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  explains: [
    { cause: "quota-exceeded", evidence: ["what is used of the quota, and who uses it"], repairs: [] },
  ],
  async investigate(collector, object) {
    const raw = await collector.reader.get(object, collector.signal);
    if (raw === undefined) return undefined;
    const { namespace } = object;
    const workloads = (
      await Promise.all(
        ["ReplicaSet", "StatefulSet", "DaemonSet", "Deployment"].map((kind) =>
          listObjects(collector, ["apps/v1", kind], { namespace }),
        ),
      )
    ).flat();
    const events = await listObjects(collector, ["v1", "Event"], {
      namespace,
      fieldSelector: "reason=FailedCreate",
    });
    const at = collector.clock.now().toISOString();
    const uses = usesOf(raw);
    const full = uses.filter(isUsedUp);
    const refused = refusals(object.name, { workloads, events });
    const numbers = uses.map(({ resource, used, hard }) => `${resource}: ${used} of ${hard}`).join(", ");
    if (refused.length === 0)
      return {
        kind: "healthy",
        reason: `${describeRef(object)} refuses nothing now (${numbers}): every workload of the namespace has the pods that it asks for`,
      };
    return {
      kind: "candidates",
      candidates: [
        found("quota-exceeded", {
          confidence: 0.93,
          sentence: `${describeRef(object)} leaves no room: ${(full.length > 0 ? full : uses).map(({ resource, used, hard }) => `${used} of ${hard} ${resource} are used`).join(", ")}, and ${refused.map(({ name }) => name).join(", ")} asks for more.`,
          support: [
            objectDraft(refOf(raw), at, numbers),
            ...refused.slice(0, 5).map(({ ref, text }) => objectDraft(ref, at, text)),
          ],
          advice: [
            {
              text: "See who uses how much, and scale down what is not needed",
              command: `kubectl describe quota -n ${namespace} ${object.name}`,
            },
            {
              text: "Or give the namespace more, where the cluster has it",
              command: `kubectl edit quota -n ${namespace} ${object.name}`,
            },
          ],
        }),
      ],
    };
  },
};

function usesOf(raw: KubernetesObject): Use[] {
  const status = recordOf(raw.status);
  const used = recordOf(status.used);
  return Object.entries(recordOf(status.hard)).map(([resource, hard]) => ({
    resource,
    used: String(used[resource] ?? 0),
    hard: String(hard),
  }));
}

function isUsedUp({ used, hard }: Use): boolean {
  const [has, may] = [tryParseMilli(used), tryParseMilli(hard)];
  return has !== undefined && may !== undefined && has >= may;
}

interface Refusal {
  ref: ReturnType<typeof refOf>;
  name: string;
  text: string;
}

/** Workloads that lack pods, and were refused them in the name of this quota. */
function refusals(
  name: string,
  { workloads, events }: { workloads: readonly KubernetesObject[]; events: readonly KubernetesObject[] },
): Refusal[] {
  const isOurs = (text: string) => text.includes(`exceeded quota: ${name},`);
  return workloads.flatMap((workload) => {
    const ref = refOf(workload);
    const wants = Number(
      recordOf(workload.spec).replicas ?? recordOf(workload.status).desiredNumberScheduled ?? 1,
    );
    const has = Number(
      recordOf(workload.status).replicas ?? recordOf(workload.status).currentNumberScheduled ?? 0,
    );
    if (has >= wants) return [];
    const failure = conditionOf(workload, "ReplicaFailure")?.message ?? "";
    const event = events
      .filter((one) => {
        const about = recordOf(one.involvedObject);
        return about.kind === workload.kind && about.name === workload.metadata.name;
      })
      .map(({ message }) => String(message))
      .find(isOurs);
    const text = [failure, event ?? ""].find(isOurs);
    return text === undefined
      ? []
      : [{ ref, name: describeRef(ref), text: `${has} of ${wants} pods: ${text}` }];
  });
}
