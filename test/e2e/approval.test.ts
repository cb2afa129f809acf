import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { deliverKill, patchesOf, raiseStage, type Served, type Stage, until } from "./support/stage.ts";
import { limitOf, needs, restartsOf, web } from "./support/workload.ts";

let stage: Stage;
let service: Served;
let hasty: Served;
const ASKS_FIRST = { "kube-autofix.io/autonomy": "approve" };
const SOAK = { kind: "runs-well" } as const;

beforeAll(async () => {
  stage = await raiseStage();
  service = await stage.serve();
  hasty = await stage.serve({ env: { APPROVAL_TIMEOUT_SECONDS: "60" } });
});
afterAll(() => stage.end());

/** A workload whose repair waits for a person, and the link that the card carried. */
async function asking(namespace: string, options: { by?: Served; killAfterMs?: number } = {}) {
  const by = options.by ?? service;
  stage.cluster.behave({ match: { namespace }, behaviour: needs(150, options.killAfterMs) });
  await stage.cluster.apply([web(namespace, { labels: ASKS_FIRST })]);
  await deliverKill(stage, by, namespace);
  const incident = await incidentWhere(by.client, namespace, ({ status }) => status === "awaiting-approval");
  const link = await until(
    () =>
      by.deliveries.find(
        ({ notification, links }) =>
          notification.incidentId === incident.id &&
          notification.change === "approval-needed" &&
          links.approval,
      )?.links.approval ?? undefined,
    "a card with a link",
  );
  const page = `${by.url}${new URL(link).pathname}`;
  const post = (decision: string) =>
    fetch(page, {
      method: "POST",
      body: new URLSearchParams({ digest: incident.plan?.digest ?? "", decision, by: "ada" }),
    });
  return { incident, page, post };
}

describe.concurrent("an approval", () => {
  it("is shown by its link's GET, which changes nothing, and given once by its POST", async () => {
    const { incident, page, post } = await asking("linked");
    for (const method of ["GET", "HEAD", "GET"]) {
      const shown = await fetch(page, { method });
      expect(shown.status).toBe(200);
      if (method === "GET") expect(await shown.text()).toContain("200Mi");
    }
    expect(await service.client.incident(incident.id)).toMatchObject({
      status: "awaiting-approval",
      approval: { state: "pending" },
    });
    expect(patchesOf(stage, "linked")).toEqual([]);
    expect((await post("approve")).status).toBe(200);
    expect((await post("reject")).status).toBe(409);
    const end = await incidentWhere(service.client, "linked", isAtRest);
    expect(end).toMatchObject({
      outcome: "fixed",
      approval: { state: "approved", by: "ada", door: "link" },
      attempts: [{ result: "verified" }],
    });
    expect(patchesOf(stage, "linked")).toHaveLength(1);
  });

  it("expires: a person gets the incident with the change to make, and the link decides nothing", async () => {
    const { post } = await asking("expired", { by: hasty });
    const end = await incidentWhere(
      hasty.client,
      "expired",
      ({ status, handover }) => status === "needs-person" && handover !== null,
    );
    expect(end).toMatchObject({ approval: { state: "expired" }, attempts: [] });
    expect(JSON.stringify(end.handover)).toContain("kubectl patch deployment web --namespace expired");
    expect((await post("approve")).status).toBe(410);
    expect(patchesOf(stage, "expired")).toEqual([]);
  });

  it("is void when the object has changed, and a new plan is put before the person", async () => {
    const { incident, post } = await asking("changed");
    await stage.cluster.apply([web("changed", { labels: ASKS_FIRST, limit: "120Mi" })]);
    const again = await incidentWhere(
      service.client,
      "changed",
      ({ status, plan }) => status === "awaiting-approval" && plan?.digest !== incident.plan?.digest,
    );
    expect(again.id).toBe(incident.id);
    expect(again.timeline.filter(({ kind }) => kind === "approval-void")).toMatchObject([
      { text: expect.stringContaining("changed") },
    ]);
    expect((await post("approve")).status).toBe(410);
    expect(limitOf(stage, "changed")).toBe("120Mi");
  });

  it("is void when nothing has ended for one soak, though no signal ever said so", async () => {
    const { incident } = await asking("calm");
    stage.cluster.behave({ match: { namespace: "calm" }, behaviour: SOAK });
    const end = await incidentWhere(service.client, "calm", isAtRest);
    expect(end).toMatchObject({ id: incident.id, outcome: "self-resolved", approval: { state: "void" } });
    expect(limitOf(stage, "calm")).toBe("100Mi");
  });

  it("stands while the container is killed again and again, though each time it runs for long and no signal comes", async () => {
    const { incident } = await asking("flapping", { killAfterMs: 40_000 });
    const seen = restartsOf(stage, "flapping");
    await until(() => restartsOf(stage, "flapping") >= seen + 3 || undefined, "three more kills");
    const after = await service.client.incident(incident.id);
    expect(after).toMatchObject({ status: "awaiting-approval", approval: { state: "pending" } });
    expect(after.timeline.filter(({ text }) => text === "waiting for a person's decision")).toHaveLength(1);
  });

  it("that is rejected declines the incident, which takes in its symptoms without a card until a soak without them", async () => {
    const { incident, post } = await asking("declined");
    expect((await post("reject")).status).toBe(200);
    const declined = await incidentWhere(service.client, "declined", isAtRest);
    expect(declined).toMatchObject({ outcome: "declined", approval: { state: "rejected" }, attempts: [] });
    await deliverKill(stage, service, "declined");
    await until(async () => {
      const { signals } = (await service.client.incident(incident.id)) as unknown as { signals: unknown[] };
      return signals.length >= 2 || undefined;
    }, "the second signal joined");
    expect(await service.client.incidents("declined")).toHaveLength(1);
    const cards = service.told("declined");
    expect(cards.filter((change) => change === "opened")).toHaveLength(1);
    expect(cards.at(-1)).toBe("declined");

    stage.cluster.behave({ match: { namespace: "declined" }, behaviour: SOAK });
    await until(async () => {
      const { timeline } = await service.client.incident(incident.id);
      return timeline.some(({ kind }) => kind === "watch-ended") || undefined;
    }, "a soak without a symptom");
    stage.cluster.behave({ match: { namespace: "declined" }, behaviour: needs(150) });
    await stage.cluster.apply([web("declined", { labels: ASKS_FIRST, image: "registry.example/web:2" })]);
    await until(() => (restartsOf(stage, "declined") >= 2 ? true : undefined), "killed anew");
    await deliverKill(stage, service, "declined");
    const anew = await incidentWhere(service.client, "declined", ({ id }) => id !== incident.id);
    expect(anew.status).not.toBe("closed");
  });
});
