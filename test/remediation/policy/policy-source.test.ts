import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClock } from "../../../src/core/clock.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import { createMetrics } from "../../../src/metrics/metrics.ts";
import { createPolicySource, type PolicySource } from "../../../src/remediation/policy/policy-source.ts";

const HEAD = "apiVersion: kube-autofix.io/v1\nkind: Policy\n";
const withRule = (name: string) => `${HEAD}rules: [{name: ${name}, when: true, verdict: deny, reason: so}]\n`;

let folder: string;
let source: PolicySource | undefined;
const metrics = createMetrics();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "policy-source-"));
});
afterEach(async () => {
  source?.stop();
  await rm(folder, { recursive: true, force: true });
});

function watch(path: string): PolicySource {
  source = createPolicySource({
    path,
    logger: silentLogger,
    clock: createClock(),
    metrics,
    pace: { pollMs: 20, settleMs: 20 },
  });
  return source;
}

const names = () => source?.current().rules.map(({ name }) => name);
const becomes = (name: string) =>
  vi.waitFor(() => expect(names()).toEqual([name]), { timeout: 20_000, interval: 20 });

/** A ConfigMap as the kubelet mounts it: a new folder each time, and one link that is swapped. */
async function mountConfigMap(version: string, text: string): Promise<string> {
  await mkdir(join(folder, `..${version}`));
  await writeFile(join(folder, `..${version}`, "policy.yaml"), text);
  await symlink(`..${version}`, join(folder, "..data_tmp"));
  await rename(join(folder, "..data_tmp"), join(folder, "..data"));
  return join(folder, "policy.yaml");
}

test("a file that is written anew is in force without a restart", async () => {
  const path = join(folder, "policy.yaml");
  await writeFile(path, withRule("one"));
  watch(path);
  await writeFile(path, withRule("another"));
  await becomes("another");
});

test("so is a ConfigMap whose link was swapped", async () => {
  const path = await mountConfigMap("v1", withRule("one"));
  await symlink(join("..data", "policy.yaml"), path);
  watch(path);
  expect(names()).toEqual(["one"]);
  await mountConfigMap("v2", withRule("another"));
  await becomes("another");
});

test("a bad file, an empty one and one that is gone keep the policy from before, and that is said until it is mended", async () => {
  const path = join(folder, "policy.yaml");
  await writeFile(path, withRule("one"));
  const policy = watch(path);
  const refused = async () => (await metrics.policyRefused.get()).values[0]?.value;
  for (const text of [`${HEAD}rules: [{name: a}]\n`, "", "{"]) {
    await writeFile(path, text);
    expect(policy.reload()).toBe(false);
    expect(policy.problem()?.message).toMatch(/policy, line \d+, column \d+/);
    expect(names()).toEqual(["one"]);
    expect(await refused()).toBe(1);
  }
  await rm(path);
  expect(policy.reload()).toBe(false);
  expect(names()).toEqual(["one"]);
  await writeFile(path, withRule("two"));
  expect(policy.reload()).toBe(true);
  expect(policy.problem()).toBeNull();
  expect(names()).toEqual(["two"]);
  expect(await refused()).toBe(0);
});
