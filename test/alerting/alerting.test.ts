import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

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

describe.runIf(tools.promtool)("promtool", () => {
  test("accepts the rules", async () => {
    const { code, text } = await outcome("promtool", ["check", "rules", "kube-autofix-input.rules.yaml"]);
    expect(text).not.toContain("duplicate");
    expect(text).toContain("SUCCESS: 2 rules found");
    expect(code).toBe(0);
  });

  test("sees each rule fire where it should and stay silent where it should not", async () => {
    const { code, text } = await outcome("promtool", [
      "test",
      "rules",
      "tests/kube-pod-oom-killed.test.yaml",
    ]);
    expect(text).toContain("SUCCESS");
    expect(code).toBe(0);
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

describe("the rules", () => {
  const ruleSchema = z.object({
    alert: z.string(),
    expr: z.string(),
    labels: z.object({ severity: z.string(), kube_autofix: z.literal("input") }),
    annotations: z.object({ summary: z.string(), description: z.string(), runbook: z.string() }),
  });
  const file = z
    .object({ groups: z.array(z.object({ name: z.string(), rules: z.array(ruleSchema) })) })
    .parse(parse(readFileSync(`${FOLDER}kube-autofix-input.rules.yaml`, "utf8")));
  const rules = file.groups.flatMap((group) => group.rules);

  test.each(rules)("$alert keeps the labels that name the container", ({ expr }) => {
    expect(expr).toContain("by (cluster, namespace, pod, container");
  });

  test.each(rules)("$alert points to a runbook that is there", ({ annotations }) => {
    const text = readFileSync(`${FOLDER}../${annotations.runbook}`, "utf8");
    expect(text).toMatch(/^# /m);
  });
});
