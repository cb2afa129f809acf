import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeOpenAi } from "../../src/simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../src/simulation/openai/good-model.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { misconfiguredByConfigMap, serveWithModel } from "./support/model-stage.ts";
import { raiseStage, type Stage } from "./support/stage.ts";

const EVERYTHING_ALONE = `apiVersion: kube-autofix.io/v1
kind: Policy
rules:
  - {name: all-alone, when: true, verdict: auto, reason: nobody is asked}
`;

let stage: Stage;
let folder: string;
const servers: FakeOpenAi[] = [];
beforeAll(async () => {
  stage = await raiseStage();
  folder = await mkdtemp(join(tmpdir(), "autofix-policy-"));
});
afterAll(async () => {
  await stage.end();
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true });
});

it("one value of a ConfigMap is proposed by a model, decided by a person whatever the policy, set and proven", async () => {
  const policy = join(folder, "policy.yaml");
  await writeFile(policy, EVERYTHING_ALONE);
  const { service, server } = await serveWithModel({ stage, servers }, "mapped", goodModel, {
    POLICY_FILE: policy,
  });
  await misconfiguredByConfigMap(stage, "mapped");
  const asked = await incidentWhere(
    service.client,
    "mapped",
    ({ status }) => status === "awaiting-approval",
    90_000,
  );
  expect(asked).toMatchObject({
    cause: "config-content-invalid",
    plan: {
      verdict: "approve",
      rule: "thought-of-by-a-model",
      actions: [
        {
          type: "SetField",
          target: { kind: "ConfigMap", name: "settings" },
          parameters: { field: "ConfigMap settings: ENCODER", from: "jsonn", to: "json" },
        },
        { type: "RestartRollout", target: { kind: "Deployment", name: "web" } },
      ],
    },
  });
  expect(written()).toEqual([]);
  await service.client.decide(asked.id, asked.plan?.digest ?? "", "approve");
  const ended = await incidentWhere(service.client, "mapped", isAtRest, 90_000);
  expect(ended).toMatchObject({ status: "closed", outcome: "fixed", attempts: [{ result: "verified" }] });
  expect(stage.cluster.store.get("configmaps", "mapped", "settings")).toMatchObject({
    data: { ENCODER: "json", MODE: "production" },
  });
  expect(written()).toEqual(["patch configmaps settings", "patch deployments.apps web"]);
  expect(server?.refused).toEqual([]);
  expect(JSON.stringify(server?.requests)).not.toContain("mapped");
}, 200_000);

/** What the service wrote in the namespace, in order. */
const written = () =>
  stage.cluster
    .requests()
    .filter(({ verb, namespace, dryRun, resource, userAgent }) => {
      const isWrite = ["patch", "update", "create", "delete"].includes(verb) && !dryRun;
      return (
        isWrite && namespace === "mapped" && userAgent.startsWith("kube-autofix") && resource !== "events"
      );
    })
    .map(({ verb, resource, name }) => `${verb} ${resource} ${name}`);
