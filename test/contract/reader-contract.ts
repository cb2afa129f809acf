import { describe, expect, it } from "vitest";
import { isReason } from "../../src/core/errors.ts";
import { type ContractBench, untilDone } from "./contract-cluster.ts";
import { configMap, idlePod } from "./contract-objects.ts";

export function readerContract(bench: () => ContractBench): void {
  describe("reading", () => {
    it("names the cluster by the UID of kube-system", async () => {
      const { reader } = bench();
      const ref = { apiVersion: "v1", kind: "Namespace", namespace: "", name: "kube-system" };
      const namespace = await reader.get(ref, untilDone());
      expect(namespace?.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(await reader.clusterId(untilDone())).toBe(namespace?.metadata.uid);
    });

    it("answers a missing object with undefined, also under a name that no object can have", async () => {
      const { reader, namespace } = bench();
      for (const name of ["missing", "..", "a/b", "line\nbreak"]) {
        const ref = { apiVersion: "v1", kind: "ConfigMap", namespace, name };
        expect(await reader.get(ref, untilDone())).toBeUndefined();
      }
    });

    it("answers a kind that is not served with not-found", async () => {
      const ref = { apiVersion: "example.test/v1", kind: "Nothing", namespace: "default", name: "x" };
      const error = await bench()
        .reader.get(ref, untilDone())
        .catch((thrown: unknown) => thrown);
      expect(isReason(error, "not-found")).toBe(true);
    });

    it("returns an object with its kind, also out of a list", async () => {
      const { reader, namespace, create } = bench();
      await create("configmaps", configMap("whole", { a: "1" }, { set: "whole" }));
      const ref = { apiVersion: "v1", kind: "ConfigMap", namespace, name: "whole" };
      const type = { apiVersion: "v1", kind: "ConfigMap" };
      expect(await reader.get(ref, untilDone())).toMatchObject({ ...type, data: { a: "1" } });
      const list = await reader.list(type, { namespace, labelSelector: "set=whole" }, untilDone());
      expect(list.items).toMatchObject([{ ...type, metadata: { name: "whole" }, data: { a: "1" } }]);
    });

    it("lists by labels and by fields, and says when a limit cut it off", async () => {
      const { reader, namespace, create } = bench();
      const type = { apiVersion: "v1", kind: "ConfigMap" };
      for (const name of ["many-a", "many-b", "many-c"])
        await create("configmaps", configMap(name, {}, { set: "many" }));
      const all = await reader.list(type, { namespace, labelSelector: "set=many" }, untilDone());
      expect(all.items.map((item) => item.metadata.name).sort()).toEqual(["many-a", "many-b", "many-c"]);
      expect(all.isTruncated).toBe(false);
      const two = await reader.list(type, { namespace, labelSelector: "set=many", limit: 2 }, untilDone());
      expect(two.items).toHaveLength(2);
      expect(two.isTruncated).toBe(true);
      const one = await reader.list(type, { namespace, fieldSelector: "metadata.name=many-b" }, untilDone());
      expect(one.items.map((item) => item.metadata.name)).toEqual(["many-b"]);
    });

    it("lists over all namespaces when none is named", async () => {
      const { reader, namespace, create } = bench();
      await create("configmaps", configMap("everywhere", {}, { set: namespace }));
      const type = { apiVersion: "v1", kind: "ConfigMap" };
      const list = await reader.list(type, { labelSelector: `set=${namespace}` }, untilDone());
      expect(list.items.map((item) => item.metadata.namespace)).toEqual([namespace]);
    });

    it("knows what the server serves", async () => {
      const { reader } = bench();
      expect(await reader.serves("v1", "pods/status", untilDone())).toBe(true);
      expect(await reader.serves("apps/v1", "deployments", untilDone())).toBe(true);
      expect(await reader.serves("v1", "pods/nothing", untilDone())).toBe(false);
      expect(await reader.serves("example.test/v1", "things", untilDone())).toBe(false);
    });

    it("has no log of a container that has not run, nor of a pod that is not there", async () => {
      const { reader, namespace, create } = bench();
      await create("pods", idlePod("never-ran"));
      for (const pod of ["never-ran", "missing"]) {
        const options = {
          namespace,
          pod,
          container: "main",
          previous: true,
          tailLines: 10,
          limitBytes: 1000,
        };
        expect(await reader.logs(options, untilDone())).toBeUndefined();
      }
    });

    it("counts each request by verb and code", async () => {
      const { reader, namespace, requests } = bench();
      requests.length = 0;
      await reader.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name: "missing" }, untilDone());
      await reader.list({ apiVersion: "v1", kind: "ConfigMap" }, { namespace }, untilDone());
      expect(requests).toEqual([
        { verb: "get", code: "404" },
        { verb: "list", code: "200" },
      ]);
    });
  });
}
