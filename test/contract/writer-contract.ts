import { describe, expect, it } from "vitest";
import type { ObjectRef } from "../../src/domain/object-ref.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { type ContractBench, untilDone } from "./contract-cluster.ts";
import { configMap, idlePod } from "./contract-objects.ts";

export function writerContract(bench: () => ContractBench): void {
  describe("patching", () => {
    it("applies a patch whose tests hold, under our name", async () => {
      const target = await newMap("holds");
      const patch = [
        { op: "test" as const, path: "/metadata/uid", value: target.uid },
        { op: "test" as const, path: "/data/size", value: "1" },
        { op: "replace" as const, path: "/data/size", value: "2" },
      ];
      const after = await bench().writer.patch({ target, patch, dryRun: false }, untilDone());
      expect(after.data).toEqual({ size: "2" });
      expect(after.metadata.managedFields?.map((entry) => entry.manager)).toContain("kube-autofix");
      expect((await bench().reader.get(target, untilDone()))?.data).toEqual({ size: "2" });
    });

    it("refuses a patch as a conflict when a test fails or a path is not there, and changes nothing", async () => {
      const target = await newMap("fails");
      const change = { op: "replace" as const, path: "/data/size", value: "2" };
      const patches = [
        [{ op: "test" as const, path: "/data/size", value: "9" }, change],
        [{ op: "test" as const, path: "/metadata/uid", value: "another" }, change],
        [change, { op: "remove" as const, path: "/data/missing" }],
      ];
      for (const patch of patches)
        await expect(
          bench().writer.patch({ target, patch, dryRun: false }, untilDone()),
        ).rejects.toMatchObject({
          reason: "conflict",
          retryable: false,
        });
      expect((await bench().reader.get(target, untilDone()))?.data).toEqual({ size: "1" });
    });

    it.each([
      ["an arrow", "100Mi -> 240Mi"],
      ["marks of HTML", "<a href='x'>&amp;</a>"],
      ["line ends of all kinds", "a\nb\r\nc\u2028d\u2029e"],
      ["control characters", "\u0001\b\f\t\u001f\u007f"],
      ["quotes and backslashes", 'say "\\n" / \\u003e'],
      ["letters of the world", "内存 é 🙂"],
    ])("tests a value that holds %s", async (_name, text) => {
      const target = await newMap(`text-${crypto.randomUUID().slice(0, 8)}`);
      const write = [{ op: "add" as const, path: "/data/text", value: text }];
      await bench().writer.patch({ target, patch: write, dryRun: false }, untilDone());
      const patch = [
        { op: "test" as const, path: "/data/text", value: text },
        { op: "test" as const, path: "/data", value: { size: "1", text } },
        { op: "replace" as const, path: "/data/size", value: "2" },
      ];
      const after = await bench().writer.patch({ target, patch, dryRun: false }, untilDone());
      expect(after.data).toEqual({ size: "2", text });
    });

    it("refuses a stale resourceVersion as a conflict", async () => {
      const target = await newMap("stale");
      const patch = [
        { op: "replace" as const, path: "/metadata/resourceVersion", value: "1" },
        { op: "replace" as const, path: "/data/size", value: "2" },
      ];
      await expect(bench().writer.patch({ target, patch, dryRun: false }, untilDone())).rejects.toMatchObject(
        {
          reason: "conflict",
        },
      );
    });

    it("tells an invalid object from a conflict", async () => {
      const target = await newMap("invalid");
      const patch = [{ op: "add" as const, path: "/metadata/labels", value: { bad: "not a label value!" } }];
      await expect(bench().writer.patch({ target, patch, dryRun: false }, untilDone())).rejects.toMatchObject(
        {
          reason: "invalid",
        },
      );
    });

    it("answers a patch of a missing object with not-found", async () => {
      const target = { ...(await newMap("base")), name: "missing" };
      const patch = [{ op: "add" as const, path: "/data/size", value: "2" }];
      await expect(bench().writer.patch({ target, patch, dryRun: false }, untilDone())).rejects.toMatchObject(
        {
          reason: "not-found",
        },
      );
    });

    it("shows in a dry run what would be there, and changes nothing", async () => {
      const target = await newMap("dry");
      const before = await bench().reader.get(target, untilDone());
      const patch = [{ op: "replace" as const, path: "/data/size", value: "2" }];
      const would = await bench().writer.patch({ target, patch, dryRun: true }, untilDone());
      expect(would.data).toEqual({ size: "2" });
      expect(await bench().reader.get(target, untilDone())).toEqual(before);
    });

    it("takes keys with a slash and a tilde", async () => {
      const target = await newMap("escaped");
      const patch = [
        { op: "add" as const, path: "/metadata/annotations", value: {} },
        { op: "add" as const, path: "/metadata/annotations/example.test~1a", value: "b" },
      ];
      const after = await bench().writer.patch({ target, patch, dryRun: false }, untilDone());
      expect(after.metadata.annotations).toEqual({ "example.test/a": "b" });
    });
  });

  describe("deleting a pod", () => {
    it("leaves a pod with another UID alone, and deletes the one that is meant", async () => {
      const { create, reader, writer, namespace } = bench();
      const created = await create("pods", idlePod("victim"));
      const pod = { namespace, name: "victim", uid: created.metadata.uid ?? "" };
      const other = { ...pod, uid: "00000000-0000-0000-0000-000000000000" };
      await expect(writer.deletePod({ pod: other, dryRun: false }, untilDone())).rejects.toMatchObject({
        reason: "conflict",
      });
      await writer.deletePod({ pod, dryRun: true }, untilDone());
      const still = await reader.get(refOf(created), untilDone());
      expect(still?.metadata.deletionTimestamp).toBeUndefined();
      expect(still?.metadata.uid).toBe(pod.uid);
      await writer.deletePod({ pod, dryRun: false }, untilDone());
      const after = await reader.get(refOf(created), untilDone());
      expect(after === undefined || after.metadata.deletionTimestamp !== undefined).toBe(true);
    });

    it("answers a pod that is not there with not-found", async () => {
      const pod = { namespace: bench().namespace, name: "missing", uid: "x" };
      await expect(bench().writer.deletePod({ pod, dryRun: false }, untilDone())).rejects.toMatchObject({
        reason: "not-found",
      });
    });
  });

  describe("creating events", () => {
    it("creates one event for a key, however often it is asked", async () => {
      const { reader, writer, namespace } = bench();
      const about = await newMap("told");
      const event = eventAbout(about);
      await writer.createEvent(event, untilDone());
      await writer.createEvent(event, untilDone());
      await writer.createEvent({ ...event, key: `${event.key}-2` }, untilDone());
      const type = { apiVersion: "v1", kind: "Event" };
      const fieldSelector = "involvedObject.name=told";
      const list = await reader.list(type, { namespace, fieldSelector }, untilDone());
      expect(list.items).toHaveLength(2);
      expect(list.items[0]).toMatchObject({
        involvedObject: { kind: "ConfigMap", name: "told", uid: about.uid },
        reason: "Repaired",
        source: { component: "kube-autofix" },
      });
    });

    it("tells of a cluster-scoped object in the default namespace", async () => {
      const { reader, writer, remove } = bench();
      const name = `node-${bench().namespace}`;
      const about = { apiVersion: "v1", kind: "Node", namespace: "", name, uid: "" };
      await writer.createEvent(eventAbout(about), untilDone());
      const type = { apiVersion: "v1", kind: "Event" };
      const options = { namespace: "default", fieldSelector: `involvedObject.name=${name}` };
      const list = await reader.list(type, options, untilDone());
      expect(list.items).toHaveLength(1);
      await remove(`/api/v1/namespaces/default/events/${list.items[0]?.metadata.name}`);
    });
  });

  async function newMap(name: string): Promise<ObjectRef> {
    return refOf(await bench().create("configmaps", configMap(name, { size: "1" })));
  }

  function eventAbout(about: ObjectRef) {
    const at = new Date("2026-11-22T10:00:00.123Z");
    return {
      key: `${about.name}/1`,
      about,
      type: "Normal" as const,
      reason: "Repaired",
      message: "Done.",
      at,
    };
  }
}
