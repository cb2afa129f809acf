import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { createSubjectFinder } from "../../src/kubernetes/find-subject.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { readWorkloadState } from "../../src/kubernetes/workload-state.ts";
import { type ContractBench, eventually, untilDone } from "./contract-cluster.ts";
import { podTemplate } from "./contract-objects.ts";

export function otherWorkloadsContract(bench: () => ContractBench): void {
  describe("controllers other than Deployments", () => {
    it("name the revision of a StatefulSet, and its pods by ordinals", async () => {
      const set = await bench().create("statefulsets", setOf("StatefulSet", "ordered"));
      const state = await stateOf(set, (one) => one.targetRevision !== "" && one.pods.length > 0);
      expect(state.targetRevision).toMatch(/^ordered-/);
      expect(state.pods[0]).toMatchObject({ name: "ordered-0", revision: state.targetRevision });
      expect(await foundFrom("ordered-1")).toMatchObject({ subject: refOf(set) });
    });

    it("keep a DaemonSet's revisions", async () => {
      const set = await bench().create("daemonsets", setOf("DaemonSet", "everywhere"));
      const state = await stateOf(set, (one) => one.targetRevision !== "");
      expect(state.targetRevision).toMatch(/^[a-z0-9]+$/);
    });

    it("tell of each pod that they make, which finds the workload of a pod that is gone", async () => {
      const { create, namespace } = bench();
      const job = await create("jobs", jobOf("once"));
      const state = await stateOf(job, (one) => one.pods.length > 0);
      expect(state.jobs).toMatchObject([{ name: "once", outcome: "running" }]);
      const [pod] = state.pods;
      const found = await eventually("the event of the creation", async () => {
        // A UID that is not the pod's stands for a pod that was replaced.
        const search = await foundFrom(pod?.name ?? "", "another");
        return search.kind === "found" && search.note.includes("the event of its creation")
          ? search
          : undefined;
      });
      expect(found.subject).toMatchObject({ kind: "Job", namespace, name: "once", uid: job.metadata.uid });
    });

    it("give a CronJob's template and that of its Job the same defaults", async () => {
      const cronJob = await bench().create("cronjobs", cronJobOf("tick"));
      const made = jobOf("tick-by-hand");
      const owner = {
        apiVersion: "batch/v1",
        kind: "CronJob",
        name: "tick",
        uid: cronJob.metadata.uid,
        controller: true,
      };
      await bench().create("jobs", { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } });
      const state = await stateOf(cronJob, (one) => one.jobs.length > 0);
      expect(state.jobs).toMatchObject([{ name: "tick-by-hand", generation: cronJob.metadata.generation }]);
    });
  });

  type State = NonNullable<Awaited<ReturnType<typeof readWorkloadState>>>;

  function stateOf(workload: KubernetesObject, isReached: (state: State) => boolean) {
    return eventually(`the state of ${workload.kind} ${workload.metadata.name}`, async () => {
      const state = await readWorkloadState(bench().reader, refOf(workload), untilDone());
      return state !== undefined && isReached(state) ? state : undefined;
    });
  }

  function foundFrom(name: string, uid = "") {
    const { reader, namespace } = bench();
    const suspect = { apiVersion: "v1", kind: "Pod", namespace, name, uid, container: "", labels: {} };
    return createSubjectFinder(reader).find(suspect, untilDone());
  }
}

/** No node takes their pods: what is asked for here is the controllers' part alone. */
function idleTemplate(app: string, more: object = {}) {
  const template = podTemplate(app);
  return { ...template, spec: { ...template.spec, ...more, nodeSelector: { "contract/none": "true" } } };
}

function setOf(kind: "StatefulSet" | "DaemonSet", name: string) {
  const replicas = kind === "StatefulSet" ? { serviceName: name, replicas: 2 } : {};
  const spec = { ...replicas, selector: { matchLabels: { app: name } }, template: idleTemplate(name) };
  return { apiVersion: "apps/v1", kind, metadata: { name }, spec };
}

function jobOf(name: string) {
  const template = idleTemplate("job", { restartPolicy: "Never" });
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { template } };
}

function cronJobOf(name: string) {
  const spec = { schedule: "0 0 1 1 *", jobTemplate: { spec: jobOf(name).spec } };
  return { apiVersion: "batch/v1", kind: "CronJob", metadata: { name }, spec };
}
