import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { signalOfAlert } from "../../src/alerts/alert-signal.ts";
import type { Symptom } from "../../src/domain/symptom.ts";

const FOLDER = fileURLToPath(new URL("../../alerting/", import.meta.url));
const run = promisify(execFile);

async function isThere(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

const tools = { promtool: await isThere("promtool"), amtool: await isThere("amtool") };
const missing = Object.entries(tools).flatMap(([name, there]) => (there ? [] : [name]));

afterAll(() => {
  if (missing.length > 0) console.warn(`left out, for these tools are missing: ${missing.join(", ")}`);
});

/** The exit code of a tool and all that it said. */
async function outcome(program: string, args: string[]): Promise<{ code: number; text: string }> {
  return run(program, args, { cwd: FOLDER }).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      text: error.stdout + error.stderr,
    }),
  );
}

const RULES = globSync("*.rules.yaml", { cwd: FOLDER }).sort();
const TESTS = globSync("tests/*.test.yaml", { cwd: FOLDER }).sort();

describe.runIf(tools.promtool)("promtool", () => {
  test.each(RULES)("accepts the rules of %s", async (file) => {
    const { code, text } = await outcome("promtool", ["check", "rules", file]);
    expect(text).not.toContain("duplicate");
    expect(text).toMatch(/SUCCESS: \d+ rules found/);
    expect(code).toBe(0);
  });

  test("sees each rule fire where it should and stay silent where it should not", {
    timeout: 180_000,
  }, async () => {
    const { code, text } = await outcome("promtool", ["test", "rules", ...TESTS]);
    expect(text).toContain("SUCCESS");
    expect(code, text).toBe(0);
  });
});

describe.runIf(tools.amtool)("amtool", () => {
  test("accepts the example of an Alertmanager's configuration", async () => {
    const { code, text } = await outcome("amtool", ["check-config", "alertmanager.example.yaml"]);
    expect(text).toContain("SUCCESS");
    expect(code).toBe(0);
  });

  test.each([
    [["alertname=KubePodOOMKilled", "namespace=shop", "kube_autofix=input"], "kube-autofix,people"],
    [["alertname=Watchdog"], "people"],
  ])("routes %s to %s", async (labels, receivers) => {
    const { text } = await outcome("amtool", [
      "config",
      "routes",
      "test",
      "--config.file=alertmanager.example.yaml",
      ...labels,
    ]);
    expect(text.split("\n")[0]).toBe(receivers);
  });
});

const ruleSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({
    severity: z.enum(["warning", "critical"]),
    kube_autofix: z.literal("input").optional(),
  }),
  annotations: z.object({ summary: z.string(), description: z.string(), runbook: z.string() }),
});
const fileSchema = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(ruleSchema) })) });
const testSchema = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(
        z.object({
          alertname: z.string(),
          exp_alerts: z.array(z.object({ exp_labels: z.record(z.string(), z.string()) })).default([]),
        }),
      ),
    }),
  ),
});
const yaml = (file: string): unknown => parse(readFileSync(`${FOLDER}${file}`, "utf8"));
const rulesIn = (file: string) => fileSchema.parse(yaml(file)).groups.flatMap(({ rules }) => rules);
const rules = RULES.flatMap((file) => rulesIn(file).map((rule) => ({ ...rule, file })));
/** As promtool has seen them fire. */
const seen = TESTS.flatMap((file) => testSchema.parse(yaml(file)).tests).flatMap(
  (one) => one.alert_rule_test,
);
const firedOf = (alert: string) =>
  seen.filter(({ alertname }) => alertname === alert).flatMap(({ exp_alerts }) => exp_alerts);

describe("the rules", () => {
  test.each(rules)("$alert is seen to fire and to stay silent", ({ alert }) => {
    expect(firedOf(alert).length).toBeGreaterThan(0);
    expect(seen.some(({ alertname, exp_alerts }) => alertname === alert && exp_alerts.length === 0)).toBe(
      true,
    );
  });

  test.each(rules)(
    "$alert points to a page that is there, and tells what it is about",
    ({ alert, file, annotations }) => {
      const text = readFileSync(`${FOLDER}../${annotations.runbook}`, "utf8");
      expect(text).toMatch(/^# /m);
      if (annotations.runbook.endsWith("kube-autofix-itself.md"))
        expect(text, file).toContain(`**${alert}**`);
    },
  );

  test("those that are input are marked so, and no others are", () => {
    for (const { file, labels } of rules)
      expect(labels.kube_autofix, file).toBe(file.includes("input") ? "input" : undefined);
  });

  test.each(rulesIn("kube-autofix-input.rules.yaml"))(
    "$alert carries the labels that the service needs",
    ({ alert }) => {
      for (const { exp_labels: labels } of firedOf(alert)) {
        const told = { status: "firing" as const, annotations: {}, startsAt: "2026-11-22T10:00:00Z" };
        const more = { endsAt: "", generatorURL: "", fingerprint: "1" };
        const signal = signalOfAlert({ ...told, ...more, labels: { ...labels, alertname: alert } }, {});
        expect(signal).toMatchObject({ symptom: LEADS[alert]?.[0], suspect: { kind: LEADS[alert]?.[1] } });
      }
    },
  );

  test("inhibits no alert but the service's own", () => {
    const inhibiting = z.object({
      inhibit_rules: z.array(
        z.object({ source_matchers: z.array(z.string()), target_matchers: z.array(z.string()) }),
      ),
    });
    for (const { source_matchers, target_matchers } of inhibiting.parse(yaml("alertmanager.example.yaml"))
      .inhibit_rules)
      for (const matchers of [source_matchers, target_matchers])
        expect(matchers).toContain("kube_autofix = input");
  });
});

const LEADS: Readonly<Record<string, readonly [symptom: Symptom, kind: string]>> = {
  KubePodOOMKilled: ["oom-killed", "Pod"],
  ContainerOomEvents: ["oom-killed", "Pod"],
  KubePodCrashLooping: ["crash-looping", "Pod"],
  KubePodImagePullBackOff: ["image-not-pulled", "Pod"],
  KubeContainerConfigError: ["config-error", "Pod"],
  KubeDeploymentRolloutStuck: ["rollout-stuck", "Deployment"],
  KubeStatefulSetUpdateNotRolledOut: ["rollout-stuck", "StatefulSet"],
  KubeDaemonSetRolloutStuck: ["rollout-stuck", "DaemonSet"],
  ServiceWithoutEndpoints: ["service-without-endpoints", "Service"],
  KubePersistentVolumeClaimPending: ["claim-pending", "PersistentVolumeClaim"],
  KubeQuotaFullyUsed: ["quota-used-up", "ResourceQuota"],
  KubeHpaMaxedOut: ["autoscaler-at-maximum", "HorizontalPodAutoscaler"],
  KubeJobFailed: ["job-failed", "Job"],
  CPUThrottlingHigh: ["cpu-throttled", "Pod"],
  KubeNodeNotReady: ["node-not-ready", "Node"],
  KubeNodePressure: ["node-pressure", "Node"],
};
