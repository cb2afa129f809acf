import { afterEach, expect, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/core/logger.ts";
import { createShutdown } from "../../src/core/shutdown.ts";
import { startDoctor } from "../../src/doctor/start-doctor.ts";
import { answerJson, openScriptedApi, type ScriptedApi } from "../kubernetes/scripted-api.ts";
import { RIGHTS, ruleOf } from "../support/rights.ts";

let api: ScriptedApi | undefined;
let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  await api?.close();
});

const GRANTED = [
  ...RIGHTS.reads,
  ...RIGHTS.clusterReads,
  ...RIGHTS.events,
  ...Object.values(RIGHTS.actions).flat().map(ruleOf),
];

/** Starts on an API server that lists these rules, and gives what was logged once the first answer was taken in. */
async function start(code: number, rules: readonly object[], incomplete = false) {
  const logged: { check?: string; remedy?: string; level: string }[] = [];
  const looked = Promise.withResolvers<void>();
  const write = (line: string) => {
    const entry = JSON.parse(line);
    if (entry.level === "debug") looked.resolve();
    else logged.push(entry);
  };
  const logger = createLogger({ level: "debug", destination: { write } });
  api = await openScriptedApi((_request, response) => {
    answerJson(response, code, { status: { resourceRules: rules, nonResourceRules: [], incomplete } });
  });
  const shutdown = createShutdown({ logger, boundMs: 30_000 });
  stop = () => shutdown.run();
  const doctor = startDoctor(
    { kubeConfig: api.kubeConfig, timeoutMs: 30_000, config: readConfig({}), logger },
    shutdown,
  );
  await looked.promise;
  return { doctor, logged };
}

test("what is missing and what is too wide is in the log and in the parts of readiness, which stay well", async () => {
  const { doctor, logged } = await start(201, [
    { verbs: ["get", "list", "watch"], apiGroups: [""], resources: ["pods", "secrets"] },
  ]);
  expect(doctor.parts().map(({ name, ok }) => [name, ok])).toEqual([
    ["rights", true],
    ["rights-too-wide", true],
  ]);
  const [rights, wide] = doctor.parts();
  expect(rights?.detail).toContain("cannot get, list configmaps in the whole cluster");
  expect(wide?.detail).toContain("may get secrets");
  expect(logged.map(({ check }) => check)).toEqual(expect.arrayContaining(["rights", "rights-too-wide"]));
  for (const { level, remedy } of logged) expect([level, remedy !== undefined]).toEqual(["warn", true]);
  // One question tells all of it.
  expect(api?.requests).toEqual(["POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews"]);
});

test.each([
  ["the chart's own rights", 201, GRANTED, false],
  ["an API server that does not say", 404, [], false],
  ["one that lists by half", 201, [], true],
])("nothing is said of %s", async (_case, code, rules, incomplete) => {
  const { doctor, logged } = await start(code, rules, incomplete);
  expect([doctor.parts(), logged]).toEqual([[], []]);
});
