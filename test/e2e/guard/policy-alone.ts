import { expect, it } from "vitest";
import { INCIDENT } from "../../guard/support/ledger.ts";
import { JSON_PATCH } from "./raw-client.ts";
import type { raiseGuardStage } from "./stage.ts";

/** What the admission policy holds where the guard is not asked: it is stopped, or the object is exempt from webhooks. */
export function heldByPolicyAlone(raised: () => Awaited<ReturnType<typeof raiseGuardStage>>): void {
  it("has a pod that runs end in its own time, also where the policy stands alone", {
    timeout: 30_000,
  }, async () => {
    const stage = raised();
    const path = `/api/v1/namespaces/${stage.name}/pods`;
    const pod = await stage.must("POST", path, {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "bound", namespace: stage.name } },
      spec: { nodeName: "nowhere", containers: [{ name: "web", image: "nginx:1" }] },
    });
    const end = (options: object) =>
      stage.own({
        method: "DELETE",
        path: `${path}/bound`,
        body: { apiVersion: "v1", kind: "DeleteOptions", dryRun: ["All"], ...options },
      });
    const preconditions = { uid: pod.metadata.uid };
    const evict = (deleteOptions: object) =>
      stage.own({
        method: "POST",
        path: `${path}/bound/eviction?dryRun=All`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "bound" }, deleteOptions },
      });
    const WORD = "its own time to end";
    expect((await end({ preconditions, gracePeriodSeconds: 0 })).text).toContain(WORD);
    expect((await end({})).text).toContain(WORD);
    expect((await evict({ gracePeriodSeconds: 0 })).text).toContain(WORD);
    expect(await end({ preconditions })).toMatchObject({ code: 200 });
    expect(await evict({ preconditions })).toMatchObject({ code: 201 });
    await stage.admin({ method: "DELETE", path: `${path}/bound`, body: { gracePeriodSeconds: 0 } });
  });

  it("cannot be done away with by the account that it shares: its configuration is exempt from webhooks", {
    timeout: 30_000,
  }, async () => {
    const stage = raised();
    const { path, object } = stage.configuration;
    await stage.must("POST", path, object);
    const patch = (body: object[]) =>
      stage.own({
        method: "PATCH",
        path: `${path}/${stage.name}?dryRun=All`,
        body,
        contentType: JSON_PATCH,
      });
    const owner = { apiVersion: "v1", kind: "Node", name: "gone", uid: INCIDENT };
    const owned = await patch([{ op: "add", path: "/metadata/ownerReferences", value: [owner] }]);
    expect(owned.text).toContain("kube-autofix never changes ownerReferences");
    const narrowed = await patch([{ op: "replace", path: "/webhooks/0/failurePolicy", value: "Ignore" }]);
    expect(narrowed.text).toContain("nothing of a webhook but its own CA bundle");
    const value = Buffer.from(stage.authority()).toString("base64");
    expect(await patch([{ op: "add", path: "/webhooks/0/clientConfig/caBundle", value }])).toMatchObject({
      code: 200,
    });
  });
}
