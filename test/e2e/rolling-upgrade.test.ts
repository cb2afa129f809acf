import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { untilKilledAgain } from "../../src/cli/demo/killed-pod.ts";
import { createServiceClient } from "../../src/cli/demo/service-client.ts";
import { classicManifest, isFixedInOneStep } from "../../src/cli/demo/stories.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { migrate } from "../../src/database/migrate.ts";
import { MIGRATIONS } from "../../src/database/migrations.ts";
import { type CrashStage, raiseCrashStage } from "../crash/crash-stage.ts";
import { startCrashProcess } from "../support/crash-process.ts";
import { testDatabase } from "../support/database.ts";
import { incidentWhere, isAtRest, OPERATOR_TOKEN, serviceEnv, WEBHOOK_TOKEN } from "../support/service.ts";

let stage: CrashStage;
beforeAll(async () => {
  stage = await raiseCrashStage();
});
afterAll(() => stage.end());

it("a version that migrates and the one before work side by side, and each repairs what it hears of", async () => {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  const start = async (isNextVersion: boolean) => {
    const env = serviceEnv({ databaseUrl: database.url, env: { LOG_LEVEL: "warn" } }, stage.dataDir);
    const child = startCrashProcess({
      env,
      scale: stage.scale,
      clusterUrl: stage.clusterUrl,
      killAt: null,
      isNextVersion,
    });
    onTestFinished(async () => {
      child.kill();
      await child.ended;
    });
    const url = await child.url;
    if (url === undefined) throw new Error("the service did not start");
    const client = createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN });
    return { child, client };
  };
  type Service = Awaited<ReturnType<typeof start>>;
  const fallIll = async (namespace: string, { client }: Service) => {
    await stage.cluster.apply([classicManifest(namespace)]);
    const pod = await untilKilledAgain(stage.kubeConfig, namespace, AbortSignal.timeout(120_000));
    await client.sendAlerts(
      alertPayload({
        ...{ namespace, pod: pod.name, container: pod.container },
        ...{ startsAt: new Date(), fingerprint: namespace },
      }),
    );
  };
  const isRepaired = async (namespace: string, { client }: Service) => {
    expect(await incidentWhere(client, namespace, isAtRest, 120_000)).toSatisfy(isFixedInOneStep);
    expect(await client.incidents(namespace)).toHaveLength(1);
    const patches = stage.cluster
      .requests()
      .filter(({ verb, resource, dryRun }) => verb === "patch" && resource === "deployments.apps" && !dryRun);
    expect(patches.filter((one) => one.namespace === namespace)).toHaveLength(1);
  };
  const schema = async () => {
    const { rows } = await database.pool.query("select max(number)::int as newest from schema_compatibility");
    return (rows[0] as { newest: number }).newest;
  };

  const old = await start(false);
  expect(await schema()).toBe(MIGRATIONS.length);
  // Under way while the schema changes.
  await fallIll("before", old);
  const young = await start(true);
  expect(await schema()).toBe(MIGRATIONS.length + 1);
  await Promise.all([fallIll("of-the-old", old), fallIll("of-the-young", young)]);
  await Promise.all([
    isRepaired("before", old),
    isRepaired("of-the-old", young),
    isRepaired("of-the-young", old),
  ]);
  // The database itself counted the writes of both to the rows that came after it changed.
  const { rows } = await database.pool.query(
    "select min(later_count) > 0 as are_counted from incidents where subject_namespace <> 'before'",
  );
  expect(rows).toEqual([{ are_counted: true }]);
  old.child.stop();
  expect(await old.child.ended).toBeNull();
  await fallIll("after", young);
  await isRepaired("after", young);
  // The version before starts again, for whoever goes back.
  await expect(migrate({ url: database.url, logger: silentLogger })).resolves.toBeUndefined();
}, 400_000);
