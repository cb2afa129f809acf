import { describe, expect, it } from "vitest";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { findWorkload } from "../../src/kubernetes/owner-walk.ts";
import { readWorkloadState } from "../../src/kubernetes/workload-state.ts";
import { type ContractBench, eventually, untilDone } from "./contract-cluster.ts";
import { deployment } from "./contract-objects.ts";

const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";

export function workloadContract(bench: () => ContractBench): void {
  describe("controllers", () => {
    it("counts a generation for each change of the spec or of an annotation, and for no other", async () => {
      const { create, writer } = bench();
      const created = await create("deployments", deployment("generations", 0));
      const target = refOf(created);
      const generationAfter = async (path: string, value: unknown) => {
        const patch = [{ op: "add" as const, path, value }];
        return (await writer.patch({ target, patch, dryRun: false }, untilDone())).metadata.generation;
      };
      expect(created.metadata.generation).toBe(1);
      expect(await generationAfter("/metadata/labels", { note: "1" })).toBe(1);
      expect(await generationAfter(LIMIT, "128Mi")).toBe(2);
      expect(await generationAfter(LIMIT, "128Mi")).toBe(2);
      // A Deployment's annotations are copied to its ReplicaSets, so they count as its spec does.
      expect(await generationAfter("/metadata/annotations/note", "1")).toBe(3);
    });

    it("makes a ReplicaSet with a revision for each template, owned by the Deployment", async () => {
      const { create, writer } = bench();
      const target = refOf(await create("deployments", deployment("revisions", 0)));
      await eventually("revision 1", async () =>
        (await revisions("revisions")).includes("1") ? true : undefined,
      );
      const raise = [{ op: "replace" as const, path: LIMIT, value: "128Mi" }];
      await writer.patch({ target, patch: raise, dryRun: false }, untilDone());
      await eventually("revision 2", async () =>
        (await revisions("revisions")).includes("2") ? true : undefined,
      );
      const sets = await replicaSets("revisions");
      expect(sets).toHaveLength(2);
      for (const set of sets) {
        expect(set.metadata.ownerReferences).toMatchObject([
          { kind: "Deployment", uid: target.uid, controller: true },
        ]);
        expect(set.metadata.name).toBe(`revisions-${set.metadata.labels?.["pod-template-hash"]}`);
      }
    });

    it("observes the generation, and says which revision is current", async () => {
      const { create, reader } = bench();
      const target = refOf(await create("deployments", deployment("observed", 0)));
      const observed = await eventually("the observed generation", async () => {
        const now = await reader.get(target, untilDone());
        const status = now?.status as { observedGeneration?: number } | undefined;
        return status?.observedGeneration === now?.metadata.generation ? now : undefined;
      });
      expect(observed.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("1");
    });

    it("makes pods that lead back to their Deployment", async () => {
      const { create, reader, namespace } = bench();
      const target = refOf(await create("deployments", deployment("pods", 1)));
      const pod = await eventually("a pod", async () => {
        const options = { namespace, labelSelector: "app=pods" };
        return (await reader.list({ apiVersion: "v1", kind: "Pod" }, options, untilDone())).items[0];
      });
      expect(await findWorkload(reader, pod, untilDone())).toEqual({ workload: target, isKnown: true });
    });
  });

  it("shows the state that a proof is made of, whose target follows the template", async () => {
    const { create, reader, writer } = bench();
    const target = refOf(await create("deployments", deployment("state", 0)));
    const read = (before?: string) =>
      eventually("an observed state with a new target", async () => {
        const state = await readWorkloadState(reader, target, untilDone());
        const isObserved = state !== undefined && state.observedGeneration >= state.generation;
        return isObserved && state.targetRevision !== "" && state.targetRevision !== before
          ? state
          : undefined;
      });
    const before = await read();
    const raise = [{ op: "replace" as const, path: LIMIT, value: "128Mi" }];
    await writer.patch({ target, patch: raise, dryRun: false }, untilDone());
    const after = await read(before.targetRevision);
    const lower = [{ op: "replace" as const, path: LIMIT, value: "64Mi" }];
    await writer.patch({ target, patch: lower, dryRun: false }, untilDone());
    const back = await read(after.targetRevision);
    expect(back.targetRevision).toBe(before.targetRevision);
    expect([before.desiredReplicas, back.generation]).toEqual([0, 3]);
  });

  async function replicaSets(app: string) {
    const { reader, namespace } = bench();
    const options = { namespace, labelSelector: `app=${app}` };
    return (await reader.list({ apiVersion: "apps/v1", kind: "ReplicaSet" }, options, untilDone())).items;
  }

  async function revisions(app: string) {
    return (await replicaSets(app)).map(
      (set) => set.metadata.annotations?.["deployment.kubernetes.io/revision"],
    );
  }
}
