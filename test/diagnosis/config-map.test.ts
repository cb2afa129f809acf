import { expect, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { createDiagnosis } from "../../src/diagnosis/create-diagnosis.ts";
import type { Finding } from "../../src/domain/finding.ts";
import { createMemoryReader } from "../support/memory-reader.ts";
import { clockAt, countingIds, incidentAbout, refOf } from "./support/investigate.ts";
import { configMap } from "./support/release-story.ts";
import { ago, NOW } from "./support/workload.ts";

const settings = configMap("settings", { "rules.yaml": "x" }, { changed: 300 });
const told: Finding = {
  cause: "config-content-invalid",
  object: refOf(settings),
  confidence: 0.92,
  sentence: "Deployment shop/web refuses what ConfigMap settings holds.",
  evidence: [{ id: "e", kind: "log", source: "kubectl logs", at: ago(60), text: "rules.yaml:1: bad" }],
  ruledOut: [],
  memory: null,
  rollback: null,
  repair: null,
  advice: [{ text: "Correct it" }],
};
const look = (referrals: Finding[]) =>
  createDiagnosis({
    reader: createMemoryReader({ objects: [settings] }),
    clock: clockAt(NOW),
    ids: countingIds(),
    logger: silentLogger,
  }).investigate(
    {
      incident: { ...incidentAbout(refOf(settings), ago(60)), workload: null },
      signals: [],
      attempts: [],
      referrals,
    },
    new AbortController().signal,
  );

test("a ConfigMap that a workload refuses is a person's, with what the workload said and when it was written", async () => {
  expect(await look([told])).toMatchObject({
    kind: "finding",
    finding: {
      cause: "config-content-invalid",
      object: { kind: "ConfigMap", name: "settings" },
      advice: told.advice,
    },
  });
});

test("one that nothing complains of is well", async () => {
  expect(await look([])).toMatchObject({ kind: "healthy" });
});
