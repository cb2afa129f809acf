import type { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { untilKilledAgain } from "../../src/cli/demo/killed-pod.ts";
import type { IncidentJson } from "../../src/cli/demo/service-client.ts";
import { classicManifest, isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { runCli } from "../cli/support/run-cli.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { stopGranted } from "../support/rights.ts";
import {
  incidentWhere,
  isAtRest,
  OPERATOR_TOKEN,
  startService,
  type TestService,
} from "../support/service.ts";

const clock = createClock({ originMs: Date.now(), anchorMs: Date.now(), rate: 30 });
const cluster = createSimulatedCluster({ clock });
const never = new AbortController().signal;
let kubeConfig: KubeConfig;

beforeAll(async () => {
  ({ kubeConfig } = await cluster.start());
});
describe.each([
  { name: "an alert alone", watch: "off", sendsAlert: true },
  { name: "the watch alone", watch: "on", sendsAlert: false },
])("the classic case, heard of by $name", ({ watch, sendsAlert }) => {
  const namespace = `shop-${watch}`;
  let database: TestDatabase;
  let service: TestService;
  beforeAll(async () => {
    database = await testDatabase();
    service = await startService({ clock, databaseUrl: database.url, kubeConfig, env: { WATCH: watch } });
    await cluster.apply([classicManifest(namespace)]);
    const pod = await untilKilledAgain(kubeConfig, namespace, never);
    if (!sendsAlert) return;
    const alert = { namespace, pod: pod.name, container: pod.container, startsAt: clock.now() };
    await service.client.sendAlerts(alertPayload({ ...alert, fingerprint: "00000000000000aa" }));
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it("is repaired in one step, proven, with exactly one patch", async () => {
    const incident = await incidentWhere(service.client, namespace, isAtRest);
    expect(incident).toSatisfy(isFixedInOneStep);
    const patches = cluster
      .requests()
      .filter(({ verb, path }) => verb === "patch" && path.includes(`/namespaces/${namespace}/`));
    expect(patches.map(({ dryRun }) => dryRun)).toEqual([true, false]);
  });

  it.runIf(sendsAlert)("is undone by a command, once a person agrees to the plan", async () => {
    const fixed = await incidentWhere(service.client, namespace, isAtRest);
    const env = { OPERATOR_TOKEN, HOST: "127.0.0.1" };
    const args = ["rollback", fixed.id, "--reason", "too dear", "--by", "bob", "--url", service.url];
    expect(await runCli(args, env)).toMatchObject({
      code: 0,
      out: expect.stringContaining("approve by default-undo: it waits for a decision"),
    });
    const isAsked = ({ status }: IncidentJson) => status === "awaiting-approval";
    const { plan } = await incidentWhere(service.client, namespace, isAsked);
    await service.client.decide(fixed.id, plan?.digest ?? "", "approve");
    const undone = await incidentWhere(service.client, namespace, isAtRest);
    expect(undone).toMatchObject({ id: fixed.id, outcome: "declined" });
    expect(undone.attempts.map(({ result }) => result)).toEqual(["verified", "verified"]);
    expect(undone.summary).toContain("bob undid attempt 1");
    expect(await runCli(args, env)).toMatchObject({
      code: 1,
      err: expect.stringContaining("bob undid it already"),
    });
  });
});

afterAll(() => stopGranted(cluster));
