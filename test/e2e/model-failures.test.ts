import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import type { Behaviour } from "../../src/simulation/openai/behaviour.ts";
import {
  createFakeOpenAi,
  FAKE_API_KEY,
  type FakeOpenAi,
} from "../../src/simulation/openai/create-fake-openai.ts";
import { unknownSetting } from "../../src/simulation/scenarios/unknown-setting.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { patchesOf, raiseStage, type Stage } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

const LIMIT_SECONDS = 1;
/** With what a slow machine adds. */
const LIMIT_WITH_STALLS_MS = 10_000;
const ANSWER = JSON.stringify({ cause: "unknown", confidence: 0, sentence: "x", evidence: [] });

let stage: Stage;
const servers: FakeOpenAi[] = [];
beforeAll(async () => {
  stage = await raiseStage();
});
afterAll(async () => {
  await stage.end();
  for (const server of servers) await server.stop();
});

async function troubled(name: string, behaviour: Behaviour | "down") {
  const server = createFakeOpenAi({
    clock: createClock(),
    script: () => (behaviour === "down" ? { kind: "silent" } : behaviour),
  });
  servers.push(server);
  const { url } = await server.start();
  if (behaviour === "down") await server.stop();
  const [known, unknown] = [`${name}-known`, `${name}-unknown`];
  const service = await stage.serve({
    env: {
      ...{ WATCH: "on", WATCH_NAMESPACES: `${known},${unknown}` },
      ...{ OPENAI_API_KEY: FAKE_API_KEY, OPENAI_BASE_URL: url },
      ...{ MODEL_TIMEOUT_SECONDS: String(LIMIT_SECONDS), MODEL_MAX_WAIT_SECONDS: "60" },
    },
  });
  stage.cluster.behave({ match: { namespace: known }, behaviour: needs(150) });
  const story = unknownSetting(unknown);
  for (const rule of story.behaviours) stage.cluster.behave(rule);
  await stage.cluster.apply([web(known), ...story.manifests]);
  const ends = await Promise.all(
    [known, unknown].map((namespace) => incidentWhere(service.client, namespace, isAtRest, 90_000)),
  );
  const rows = await service.database.db
    .selectFrom("audit")
    .select(["kind", "output"])
    .where("kind", "in", ["model", "supervisor"])
    .execute();
  return {
    ends,
    asked: rows.map(({ output }) => output as { ms: number; without?: string }),
    known,
    unknown,
  };
}

describe("a model that fails", () => {
  // Errors, refusals and answers that are cut off come to the same, a question without an answer: test/llm/model.test.ts.
  it.each<[string, Behaviour | "down"]>([
    ["down", "down"],
    ["says-wait-an-hour", { kind: "status", status: 429, retryAfter: "3600" }],
    ["never-ends", { kind: "endless" }],
    ["drips", { kind: "drip", text: ANSWER, everyMs: 200 }],
    ["sends-10-mb", { kind: "huge", bytes: 10_000_000 }],
    ["another-schema", { kind: "text", text: '{"answer":42}' }],
    ["another-language", { kind: "text", text: "配置有误，请检查日志格式。" }],
  ])(
    "one that is %s costs no repair, and no more time than it has",
    async (name, behaviour) => {
      const { ends, asked, known, unknown } = await troubled(name, behaviour);
      const [repaired, handedOver] = ends;
      expect(repaired).toMatchObject({ status: "closed", outcome: "fixed", cause: "memory-limit-too-low" });
      expect(handedOver).toMatchObject({ status: "needs-person", cause: "application-crash" });
      expect(handedOver?.handover?.sentence).toBeTruthy();
      expect(handedOver?.timeline.some(({ text }) => text.includes("without a model"))).toBe(true);
      expect(patchesOf(stage, known)).toHaveLength(1);
      expect(patchesOf(stage, unknown)).toEqual([]);
      // It was asked, had no answer each time, and no question was waited for beyond its limit: an hour is not a second.
      expect(asked.length).toBeGreaterThan(0);
      for (const { ms, without } of asked) {
        expect(without).toBeTruthy();
        expect(ms).toBeLessThan(LIMIT_WITH_STALLS_MS);
      }
    },
    180_000,
  );
});
