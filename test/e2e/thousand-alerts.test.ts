import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeOpenAi } from "../../src/simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../src/simulation/openai/good-model.ts";
import { firingAlert } from "../scenarios/runner/alert.ts";
import { incidentWhere } from "../support/service.ts";
import { misconfigured, serveWithModel } from "./support/model-stage.ts";
import { raiseStage, type Stage, until } from "./support/stage.ts";

let stage: Stage;
let tries = 0;
const servers: FakeOpenAi[] = [];
beforeAll(async () => {
  stage = await raiseStage();
});
afterAll(async () => {
  await stage.end();
  for (const server of servers) await server.stop();
});

/** Workloads with the same trouble, and alerts about them: what it costs until a person is asked about each. */
async function questionsFor(name: string, { workloads, alerts }: { workloads: number; alerts: number }) {
  // Whoever is asked last waits for no machine: nobody answers here.
  const env = { WATCH: "off", APPROVAL_TIMEOUT_SECONDS: "86400" };
  const namespaces = Array.from({ length: workloads }, (_, at) => `${name}-${at}`);
  const { service, server } = await serveWithModel({ stage, servers }, namespaces.join(","), goodModel, env);
  for (const namespace of namespaces) await misconfigured(stage, namespace);
  for (const namespace of namespaces) await until(() => hasRestarted(namespace), `${namespace} fails`);
  const startsAt = stage.clock.now();
  const fired = Array.from({ length: alerts }, (_, at) => ({
    namespace: namespaces[at % workloads] ?? "",
    deployment: "web",
    alertname: ["KubePodCrashLooping", "KubeDeploymentReplicasMismatch"][at % 2] ?? "",
    instance: `10.0.0.${at}`,
  })).map((labels) => firingAlert({ labels, annotations: {}, startsAt }) as { alerts: object[] });
  await service.client.sendAlerts({ ...fired[0], alerts: fired.flatMap((delivery) => delivery.alerts) });
  for (const namespace of namespaces)
    await incidentWhere(service.client, namespace, ({ status }) => status === "awaiting-approval", 240_000);
  const stored = await service.database.db.selectFrom("alerts").select("id").execute();
  return { questions: server?.requests.length ?? 0, stored: stored.length };
}

function hasRestarted(namespace: string): true | undefined {
  const statuses = stage.cluster.store
    .list("pods", namespace)
    .flatMap(
      ({ status }) => (status as { containerStatuses?: { restartCount: number }[] }).containerStatuses ?? [],
    );
  return statuses.some(({ restartCount }) => restartCount > 1) || undefined;
}

it("costs at most 1.1 times the questions of one alert where 1,000 of ten workloads have it at once", async () => {
  // A second try finds nothing of the first.
  tries += 1;
  const [one, many] = await Promise.all([
    questionsFor(`one-${tries}`, { workloads: 1, alerts: 1 }),
    questionsFor(`many-${tries}`, { workloads: 10, alerts: 1_000 }),
  ]);
  expect(many.stored).toBe(1_000);
  expect(one.questions).toBeGreaterThan(0);
  expect(many.questions).toBeLessThanOrEqual(1.1 * one.questions);
}, 300_000);
