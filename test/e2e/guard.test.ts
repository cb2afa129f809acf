import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { refOf } from "../../src/kubernetes/kubernetes-object.ts";
import { repairAction } from "../../src/remediation/actions/repair-action.ts";
import { jobToRun } from "../../src/remediation/actions/run-job-again.ts";
import { returnPatch } from "../../src/remediation/verify/return-patch.ts";
import { beginInLedger } from "../guard/support/begin-in-ledger.ts";
import { INCIDENT } from "../guard/support/ledger.ts";
import { BOUNDS_TOLD, isBounded } from "./guard/bounds.ts";
import { PLANNED } from "./guard/planned.ts";
import { heldByPolicyAlone } from "./guard/policy-alone.ts";
import { JSON_PATCH } from "./guard/raw-client.ts";
import { sendAll } from "./guard/send-all.ts";
import { raiseGuardStage } from "./guard/stage.ts";
import { writesOf } from "./guard/writes.ts";

const kubeconfig = process.env.KUBECONFIG ?? "";
const settings = { verifySoakSeconds: 60, verifySoakMaxSeconds: 1800 };
const GUARD = "kube-autofix guard:";

const isDone = ({ code }: { code: number }) => code >= 200 && code < 300;

describe.runIf(kubeconfig !== "")("the guard before a real API server", () => {
  let stage: Awaited<ReturnType<typeof raiseGuardStage>>;
  beforeAll(async () => {
    stage = await raiseGuardStage(kubeconfig);
  }, 60_000);
  afterAll(() => stage?.end(), 60_000);

  const seed = (kind: string) => {
    const found = stage.seeded.find(({ object }) => object.kind === kind);
    if (found === undefined) throw new Error(`no ${kind}`);
    return found;
  };
  const live = async (kind: string) => {
    const { path, object } = seed(kind);
    return {
      path,
      object: { ...(await stage.must("GET", `${path}/web`)), kind, apiVersion: object.apiVersion },
    };
  };
  /** As they are now, so that an update is not one of an older version. */
  const fresh = () => Promise.all(stage.seeded.map(({ object }) => live(object.kind)));
  const actionOf = (object: KubernetesObject, type: string, parameters: object): Action => {
    const repair = { type, parameters, target: refOf(object), isExclusive: false } as never;
    const trail = { incidentId: INCIDENT, attemptNumber: 1 };
    const made = repairAction({ object, repair, trail, longestRunSeconds: 0, settings });
    if ("impossible" in made) throw new Error(made.impossible);
    return made.action;
  };
  const versions = async () => {
    const all = stage.seeded.map(async ({ path }) => {
      const { metadata } = await stage.must("GET", `${path}/web`);
      return `${path} ${metadata.uid} ${metadata.generation} ${JSON.stringify([metadata.labels, metadata.annotations, metadata.finalizers])}`;
    });
    return Promise.all(all);
  };

  it("refuses every write that no attempt has planned, whatever the account may do", {
    timeout: 90_000,
  }, async () => {
    await stage.addWebhook();
    const before = await versions();
    const answers = await sendAll(async () => (await fresh()).flatMap(writesOf), stage.own);
    expect(answers.filter(isDone).map(({ what }) => what)).toEqual([]);
    const byGuard = answers.filter(({ text }) => text.includes(GUARD));
    expect(
      answers
        .filter(({ text }) => !text.includes(GUARD))
        .map(({ what, code, text }) => `${what}: ${code} ${text.slice(0, 160)}`),
    ).toEqual([]);
    expect(byGuard.length).toBeGreaterThanOrEqual(300);
    expect(await versions()).toEqual(before);
  });

  it("never hears of another account's calls", { timeout: 30_000 }, async () => {
    const before = [await stage.reviews("admitted"), await stage.reviews("refused")];
    for (let count = 0; count < 20; count++) expect((await stage.probe(stage.other)).code).toBe(200);
    expect((await stage.probe(stage.admin)).code).toBe(200);
    expect([await stage.reviews("admitted"), await stage.reviews("refused")]).toEqual(before);
    expect((await stage.probe(stage.own)).text).toContain(GUARD);
    expect(await stage.reviews("refused")).toBe((before[1] ?? 0) + 1);
  });

  it("is asked over a TLS connection that the API server keeps", { timeout: 30_000 }, async () => {
    const [opened = 0, refused = 0] = await stage.asked();
    for (let count = 0; count < 10; count++) await stage.probe(stage.own);
    expect(await stage.asked()).toEqual([Math.max(1, opened), refused + 10]);
  });

  it("has the policy beside it, which lets all that is planned pass", { timeout: 30_000 }, async () => {
    await stage.addPolicy();
    expect((await stage.probe(stage.own)).text).toContain(GUARD);
  });

  it.each(PLANNED)(
    "admits what an attempt on a %s has planned (%s), its return, and each only in its time",
    { timeout: 30_000 },
    async (kind, type, parameters) => {
      const { path, object } = await live(kind);
      const action = actionOf(object, type, parameters);
      const patch = (body: Action["patch"], query = "") =>
        stage.own({ method: "PATCH", path: `${path}/web${query}`, body, contentType: JSON_PATCH });
      expect((await patch(action.patch)).text).toContain("no-attempt");
      const { attemptId, incidentId } = await beginInLedger(stage.db, { actions: [action], at: new Date() });
      const more = [
        ...action.patch,
        { op: "add", path: "/metadata/annotations/kube-autofix.io~1attempt", value: "9" } as const,
      ];
      expect((await patch(more)).text).toContain("other-change");
      expect(await patch(action.patch, "?dryRun=All")).toMatchObject({
        code: 200,
        text: expect.not.stringContaining(GUARD),
      });
      expect(await patch(action.patch)).toMatchObject({ code: 200 });
      const attempts = () => stage.db.updateTable("attempts").where("id", "=", attemptId);
      await attempts()
        .set({ steps: JSON.stringify(["apply:0"]) })
        .execute();
      const changed = (await live(kind)).object;
      const back = returnPatch(changed, action);
      if (back.kind !== "patch") throw new Error(back.kind);
      expect((await patch(back.patch)).text).toContain(GUARD);
      await attempts()
        .set({ steps: JSON.stringify(["apply:0", "return:begun"]) })
        .execute();
      await stage.db
        .updateTable("incidents")
        .set({ status: "rolling-back" })
        .where("id", "=", incidentId)
        .execute();
      expect(await patch(back.patch, "?dryRun=All")).toMatchObject({ code: 200 });
      expect(await patch(back.patch)).toMatchObject({ code: 200 });
      await stage.db
        .updateTable("incidents")
        .set({ status: "closed" })
        .where("id", "=", incidentId)
        .execute();
      await attempts().set({ result: "rolled-back" }).execute();
    },
  );

  it("admits the eviction and the Job that an attempt has planned", { timeout: 30_000 }, async () => {
    const { object: cronJob } = await live("CronJob");
    const again = actionOf(cronJob, "RunJobAgain", { newName: "web-again-1", basis: "b" });
    if (again.type !== "RunJobAgain") throw new Error(again.type);
    const { incidentId } = await beginInLedger(stage.db, {
      actions: [again],
      preImage: cronJob,
      at: new Date(),
    });
    const trail = { incidentId, attemptNumber: 1, changeCause: `kube-autofix: ${again.sentence}` };
    const made = jobToRun(cronJob, { newName: again.parameters.newName, trail });
    const { path } = seed("Job");
    const create = (body: object, query = "") => stage.own({ method: "POST", path: `${path}${query}`, body });
    expect((await create({ ...made, spec: { ...(made.spec as object), parallelism: 9 } })).text).toContain(
      "other-change",
    );
    expect(await create(made, "?dryRun=All")).toMatchObject({
      code: 201,
      text: expect.not.stringContaining(GUARD),
    });
    expect(await create(made)).toMatchObject({ code: 201 });

    const { object: pod } = await live("Pod");
    const { object: deployment } = await live("Deployment");
    const evict = actionOf(deployment, "EvictPod", { pod: "web", uid: pod.metadata.uid, basis: "b" });
    await beginInLedger(stage.db, { actions: [evict], at: new Date() });
    const body = {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name: "web", namespace: stage.name },
      deleteOptions: { preconditions: { uid: pod.metadata.uid } },
    };
    expect(
      await stage.own({ method: "POST", path: `${seed("Pod").path}/web/eviction?dryRun=All`, body }),
    ).toMatchObject({ code: 201 });
  });

  it("lets a question about rights and an Event of our own pass", { timeout: 30_000 }, async () => {
    const question = {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { verb: "get", resource: "pods" } },
    };
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    expect(await stage.own({ method: "POST", path, body: question })).toMatchObject({ code: 201 });
    const event = (reason: string) => ({
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `web.${reason.toLowerCase()}`, namespace: stage.name },
      involvedObject: { apiVersion: "v1", kind: "Pod", namespace: stage.name, name: "web" },
      type: "Normal",
      reason,
      message: "m",
      source: { component: "kube-autofix" },
      count: 1,
    });
    const events = `/api/v1/namespaces/${stage.name}/events`;
    expect(await stage.own({ method: "POST", path: events, body: event("AutofixApplied") })).toMatchObject({
      code: 201,
    });
    expect((await stage.own({ method: "POST", path: events, body: event("Killing") })).text).toContain(GUARD);
  });

  it("admits nothing while it is stopped, and others go on", { timeout: 60_000 }, async () => {
    await stage.stopGuard();
    const writes = stage.seeded.flatMap(writesOf).filter(({ what }) => !what.includes("delete"));
    const some = writes.filter((_one, index) => index % 4 === 0);
    for (const { what, call } of some) expect(isDone(await stage.own(call)), what).toBe(false);
    expect((await stage.probe(stage.other)).code).toBe(200);
  });

  it("leaves the outer bounds to the policy, which holds them alone", { timeout: 90_000 }, async () => {
    await stage.removeWebhook();
    const bounded = stage.seeded.flatMap(writesOf).filter(({ what }) => isBounded(what));
    expect(bounded.length).toBeGreaterThan(100);
    expect(bounded.map(({ what }) => what)).toEqual(expect.arrayContaining(Object.keys(BOUNDS_TOLD)));
    for (const { what, call } of bounded) {
      const { code, text } = await stage.own(call);
      expect(isDone({ code }), what).toBe(false);
      expect(text, what).toContain(BOUNDS_TOLD[what] ?? "");
    }
    expect((await stage.probe(stage.own)).code).toBe(200);
    expect((await stage.probe(stage.other)).code).toBe(200);
  });

  heldByPolicyAlone(() => stage);
});
