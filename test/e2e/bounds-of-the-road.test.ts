import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { deliverKill, patchesOf, raiseStage, type Served, type Stage, until } from "./support/stage.ts";
import { limitOf, needs, web } from "./support/workload.ts";

const POLICY = "apiVersion: kube-autofix.io/v1\nkind: Policy\nprotectedNamespaces: [vault]\n";

let stage: Stage;
let service: Served;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autofix-policy-"));
  await writeFile(join(folder, "policy.yaml"), POLICY);
  stage = await raiseStage();
  service = await stage.serve({ env: { POLICY_FILE: join(folder, "policy.yaml") } });
});
afterAll(async () => {
  await stage.end();
  await rm(folder, { recursive: true });
});

async function killed(namespace: string, options: { labels?: Record<string, string>; by?: Served } = {}) {
  stage.cluster.behave({
    match: { namespace, memoryLimitBelowMebibytes: 150 },
    behaviour: needs(150),
  });
  await stage.cluster.apply([web(namespace, options)]);
  await deliverKill(stage, options.by ?? service, namespace);
}

const autonomy = (value: string) => ({ "kube-autofix.io/autonomy": value });

describe.concurrent("the road", () => {
  it("opens nothing where the label says off, and keeps the alert with the reason", async () => {
    await killed("hands-off", { labels: autonomy("off") });
    const kept = await until(async () => {
      const response = await fetch(`${service.url}/api/v1/alerts`, {
        headers: { authorization: "Bearer operator-token-of-the-tests" },
      });
      const { alerts } = (await response.json()) as {
        alerts: { labels: { namespace?: string }; incidentId: string | null; reason: string | null }[];
      };
      return alerts.find(({ labels, reason }) => labels.namespace === "hands-off" && reason !== null);
    }, "an alert with a reason");
    expect(kept).toMatchObject({ incidentId: null, reason: expect.stringContaining("off") });
    expect(await service.client.incidents("hands-off")).toEqual([]);
  });

  it("only says what it would do where the label says observe", async () => {
    await killed("watched", { labels: autonomy("observe") });
    const end = await incidentWhere(service.client, "watched", isAtRest);
    expect(end).toMatchObject({ outcome: "observed", attempts: [], plan: { verdict: "auto" } });
    expect(limitOf(stage, "watched")).toBe("100Mi");
  });

  it.each([
    ["vault", "namespace vault is protected"],
    ["kube-system", "namespace kube-system is protected"],
  ])("gives the incident of the protected namespace %s to a person", async (namespace, reason) => {
    await killed(namespace);
    const end = await incidentWhere(service.client, namespace, isAtRest);
    expect(end).toMatchObject({ status: "needs-person", attempts: [] });
    expect(end.handover?.sentence).toContain(reason);
    expect(limitOf(stage, namespace)).toBe("100Mi");
  });

  it("gives what GitOps would set back to a person, with the change for its source", async () => {
    await killed("deployed", { labels: { "argocd.argoproj.io/instance": "shop" } });
    const end = await incidentWhere(service.client, "deployed", isAtRest);
    expect(end).toMatchObject({ status: "needs-person", attempts: [] });
    expect(end.handover?.sentence).toContain("Argo CD (application shop)");
    const { nextSteps } = end.handover as unknown as { nextSteps: { manifest?: string }[] };
    expect(nextSteps[0]?.manifest).toMatch(/limits:\s+memory: 200Mi/);
    expect(patchesOf(stage, "deployed")).toEqual([]);
  });

  it("looks again from what is there when somebody else rolls out while a change is verified", async () => {
    await killed("contended");
    await incidentWhere(service.client, "contended", ({ status }) => status === "verifying");
    await stage.cluster.apply([web("contended", { limit: "300Mi", image: "registry.example/web:2" })]);
    const end = await incidentWhere(service.client, "contended", isAtRest);
    expect(end.attempts).toMatchObject([{ result: "superseded" }]);
    expect(end.outcome).toBe("self-resolved");
    expect(limitOf(stage, "contended")).toBe("300Mi");
  });

  it("takes the same cause after a fix as a failure of that attempt, and goes on in the same incident", async () => {
    stage.cluster.behave({
      match: { namespace: "back-again", memoryLimitAtLeastMebibytes: 150 },
      behaviour: needs(5_000, 200_000),
    });
    await killed("back-again");
    const fixed = await incidentWhere(service.client, "back-again", isAtRest);
    expect(fixed).toMatchObject({ outcome: "fixed", attempts: [{ result: "verified" }] });
    await until(async () => {
      const [attempt] = (await service.client.incident(fixed.id)).attempts;
      if (attempt?.result === "recurred") return true;
      await deliverKill(stage, service, "back-again").catch(() => {});
      return undefined;
    }, "the recurrence");
    expect(await service.client.incidents("back-again")).toHaveLength(1);
    expect(service.told("back-again")).toContain("recurred");
    const next = await incidentWhere(
      service.client,
      "back-again",
      ({ status }) => status === "awaiting-approval" || status === "needs-person",
    );
    expect(next.id).toBe(fixed.id);
  });

  it.each([
    ["soon-over", 1_000, "rolled-back", "another reason than memory"],
    ["later-over", 9_000, "kept", "exit code 1"],
  ])(
    "gives to a person what ends by itself with more memory (%s), in place of still more",
    async (namespace, afterMs, result, sentence) => {
      stage.cluster.behave({
        match: { namespace, memoryLimitAtLeastMebibytes: 150 },
        behaviour: { kind: "crashes", afterMs, exitCode: 1, log: ["the cache is too big"] },
      });
      await killed(namespace);
      const end = await incidentWhere(service.client, namespace, isAtRest);
      expect(end).toMatchObject({ status: "needs-person", attempts: [{ result }] });
      expect(end.handover?.sentence).toContain(sentence);
      expect(JSON.stringify(end.handover)).not.toContain("400Mi");
    },
  );
});

describe("a conflict between plan and change", () => {
  it("forces nothing: the next plan starts from what the object is now", async () => {
    let isFirst = true;
    const interrupted = await stage.serve({
      at: async (instant) => {
        if (instant !== "apply.patch:before" || !isFirst) return;
        isFirst = false;
        await stage.cluster.apply([web("overtaken", { limit: "120Mi" })]);
      },
    });
    await killed("overtaken", { by: interrupted });
    const end = await incidentWhere(interrupted.client, "overtaken", isAtRest);
    expect(end.outcome).toBe("fixed");
    expect(end.attempts.map(({ result }) => result)).toEqual(["superseded", "verified"]);
    expect(patchesOf(stage, "overtaken").filter(({ code }) => code === 200)).toHaveLength(1);
    expect(limitOf(stage, "overtaken")).toBe("240Mi");
  });
});

describe("the metrics", () => {
  it("count what is open by the rows, and each fix once", async () => {
    const text = await until(async () => {
      const found = await (await fetch(`${service.url}/metrics`)).text();
      return /incidents_open\{status="needs-person"\} [1-9]/.test(found) ? found : undefined;
    }, "open incidents in the metrics");
    const fixed = /time_to_fix_seconds_count\{cause="memory-limit-too-low"\} (\d+)/.exec(text)?.[1];
    const closed = /incidents_closed_total\{cause="memory-limit-too-low",outcome="fixed"\} (\d+)/.exec(
      text,
    )?.[1];
    expect(Number(closed)).toBeGreaterThan(0);
    expect(fixed).toBe(closed);
  });
});
