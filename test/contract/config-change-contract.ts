import { describe, expect, it, vi } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { Repair } from "../../src/domain/repair.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { configChange } from "../../src/remediation/actions/config-change.ts";
import { returnPatch } from "../../src/remediation/verify/return-patch.ts";
import { type ContractBench, untilDone } from "./contract-cluster.ts";

const settings = { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 };
const trail = { incidentId: "01a21c5b-21c0-721b-9419-f172d30168ec", attemptNumber: 1 };

/** What a model's proposal for a ConfigMap becomes, as the API server takes it: there and back. */
export function configChangeContract(bench: () => ContractBench): void {
  describe("one value of a ConfigMap", () => {
    it("is set with a restart of its pods, refused once it is another one, and put back", async () => {
      const { create, reader, writer, namespace } = bench();
      const labels = { app: "mapped" };
      const map = await create("configmaps", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "mapped-settings", namespace },
        data: { ENCODER: "jsonn", MODE: "fast" },
      });
      const envFrom = [{ configMapRef: { name: "mapped-settings" } }];
      const object = await create("deployments", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "mapped", namespace },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: "web", image: "registry.example.org/web:1", envFrom }] },
          },
        },
      });
      const now = async (of: typeof map) =>
        (await reader.get(refOf(of), untilDone())) ?? expect.unreachable();
      // Its controller writes annotations of its own first, and the patch is made from what is there.
      await vi.waitFor(async () => expect((await now(object)).metadata.annotations).toBeDefined(), 30_000);
      const repair: Extract<Repair, { type: "SetField" }> = {
        type: "SetField",
        target: refOf(object),
        isExclusive: false,
        parameters: {
          field: "ConfigMap mapped-settings: ENCODER",
          from: "jsonn",
          to: "json",
          basis: "its log lists what it takes",
          configMap: { name: "mapped-settings", uid: refOf(map).uid, key: "ENCODER", alsoReadBy: [] },
        },
      };
      const made = configChange({
        object: await now(object),
        repair,
        config: { object: await now(map), alsoReadBy: [] },
        ...{ trail, longestRunSeconds: 0, settings },
      });
      if ("impossible" in made) throw new Error(made.impossible);
      const actions: Action[] = [made.first, made.main];
      for (const { target, patch } of actions)
        for (const dryRun of [true, false]) await writer.patch({ target, patch, dryRun }, untilDone());
      expect((await now(map)).data).toEqual({ ENCODER: "json", MODE: "fast" });
      // It rests on the value that it was planned with.
      const again = { target: made.first.target, patch: made.first.patch, dryRun: false };
      await expect(writer.patch(again, untilDone())).rejects.toMatchObject({ reason: "conflict" });
      for (const action of actions) {
        const live = await now(action === made.first ? map : object);
        const back = returnPatch(live, action);
        if (back.kind !== "patch") throw new Error(back.kind);
        await writer.patch({ target: action.target, patch: back.patch, dryRun: false }, untilDone());
      }
      expect((await now(map)).data).toEqual({ ENCODER: "jsonn", MODE: "fast" });
      expect(JSON.stringify((await now(object)).spec)).not.toContain("restartedAt");
    });
  });
}
