import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import type { Behaviour, Script } from "../../src/simulation/openai/behaviour.ts";
import {
  createFakeOpenAi,
  FAKE_API_KEY,
  type FakeOpenAi,
} from "../../src/simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../src/simulation/openai/good-model.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { patchesOf, raiseStage, type Served, type Stage } from "./support/stage.ts";

const LOG = ["starting", "panic: encoder 'jsonn' fits no sink; expected one of json, text"];

const EVERYTHING_ALONE = `apiVersion: kube-autofix.io/v1
kind: Policy
rules:
  - {name: all-alone, when: true, verdict: auto, reason: nobody is asked}
`;

let stage: Stage;
let folder: string | undefined;
const servers: FakeOpenAi[] = [];
beforeAll(async () => {
  stage = await raiseStage();
});
afterAll(async () => {
  await stage.end();
  for (const server of servers) await server.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** A first release whose program does not take one of its settings: nothing around it explains its end. */
function misconfigured(namespace: string, name = "web") {
  const labels = { app: name };
  stage.cluster.behave({
    match: { namespace },
    behaviour: { kind: "demands", settings: [{ env: "ENCODER", oneOf: ["json", "text"], log: LOG }] },
  });
  return stage.cluster.apply([
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: "web",
                image: "registry.example.org/web:1",
                env: [
                  { name: "MODE", value: "production" },
                  { name: "ENCODER", value: "jsonn" },
                ],
              },
            ],
          },
        },
      },
    },
  ]);
}

async function serve(namespace: string, script?: Script, env: Record<string, string> = {}) {
  const model: Record<string, string> = {};
  let server: FakeOpenAi | undefined;
  if (script !== undefined) {
    server = createFakeOpenAi({ clock: createClock(), script });
    servers.push(server);
    Object.assign(model, { OPENAI_API_KEY: FAKE_API_KEY, OPENAI_BASE_URL: (await server.start()).url });
  }
  const service = await stage.serve({ env: { WATCH: "on", WATCH_NAMESPACES: namespace, ...model, ...env } });
  return { service, server };
}

const approve = async (service: Served, namespace: string) => {
  const incident = await incidentWhere(
    service.client,
    namespace,
    ({ status }) => status === "awaiting-approval",
  );
  await service.client.decide(incident.id, incident.plan?.digest ?? "", "approve");
  return incident;
};

describe("a cause that no signature knows", () => {
  it("is named by a model, repaired in one field after a person agreed, and proven", async () => {
    folder = await mkdtemp(join(tmpdir(), "autofix-policy-"));
    const file = join(folder, "policy.yaml");
    await writeFile(file, EVERYTHING_ALONE);
    const { service, server } = await serve("named", goodModel, { POLICY_FILE: file });
    await misconfigured("named");
    const asked = await approve(service, "named");
    expect(asked).toMatchObject({
      cause: "config-content-invalid",
      plan: { verdict: "approve", rule: "thought-of-by-a-model" },
    });
    expect(asked.plan?.actions).toMatchObject([
      { type: "SetField", parameters: { field: "container web: env ENCODER", from: "jsonn", to: "json" } },
    ]);
    const ended = await incidentWhere(service.client, "named", isAtRest);
    expect(ended).toMatchObject({ status: "closed", outcome: "fixed" });
    expect(patchesOf(stage, "named")).toHaveLength(1);
    expect(server?.refused).toEqual([]);
    expect(JSON.stringify(server?.requests)).not.toContain("named");
  });

  it("goes to a person where there is no model, with nothing changed", async () => {
    const { service } = await serve("unnamed");
    await misconfigured("unnamed");
    const ended = await incidentWhere(service.client, "unnamed", isAtRest);
    expect(ended).toMatchObject({ status: "needs-person", cause: "application-crash" });
    expect(patchesOf(stage, "unnamed")).toEqual([]);
  });

  it.each<[string, Behaviour]>([
    ["down", { kind: "status", status: 500 }],
    ["told-to-wait", { kind: "status", status: 429, retryAfter: "3600" }],
    ["endless", { kind: "endless" }],
    ["silent", { kind: "silent" }],
    ["huge", { kind: "huge", bytes: 10_000_000 }],
    ["another-schema", { kind: "text", text: '{"answer":42}' }],
    ["another-language", { kind: "text", text: "配置有误，请检查日志格式。" }],
    ["no-completion", { kind: "malformed" }],
  ])(
    "goes to a person where the model is %s, and waits no longer than its budget",
    async (name, behaviour) => {
      const namespace = `model-${name}`;
      const { service } = await serve(namespace, () => behaviour, { MODEL_TIMEOUT_SECONDS: "1" });
      await misconfigured(namespace);
      const ended = await incidentWhere(service.client, namespace, isAtRest);
      expect(ended).toMatchObject({ status: "needs-person", cause: "application-crash" });
      expect(ended.timeline.some(({ text }) => text.includes("without a model"))).toBe(true);
      expect(patchesOf(stage, namespace)).toEqual([]);
    },
  );
});
