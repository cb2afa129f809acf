import { describe, expect, test } from "vitest";
import { goneSince } from "../../src/diagnosis/revisions/gone-since.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "./support/facts.ts";
import { releaseStory, waiting } from "./support/release-story.ts";
import { container, status, template, terminated } from "./support/workload.ts";

const secretEnv = (name: string) => ({
  containers: [
    { ...container(), env: [{ name: "P", valueFrom: { secretKeyRef: { name, key: "password" } } }] },
  ],
});
const claim = { volumes: [{ name: "d", persistentVolumeClaim: { claimName: "data" } }] };
const named = (kind: string, name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "shop" },
});
const crash = { statuses: [status({ lastState: terminated({ reason: "Error", exitCode: 1 }) })] };
const lacks = (secret: string) => ({
  statuses: [
    status({
      state: waiting("CreateContainerConfigError", `secret "${secret}" not found`),
      lastState: {},
      restartCount: 0,
    }),
  ],
});

async function gone(old: Record<string, unknown>, more: KubernetesObject[] = [], failing: object = crash) {
  const facts = await factsOf(releaseStory({ old: template(old), newer: template(), failing, more }));
  const good = facts.revisions.find(({ number }) => number === 1);
  if (good === undefined) throw new Error("there is a first revision");
  return goneSince(facts, good);
}

describe("what an earlier revision needs and is not there any more", () => {
  test.each<[string, Record<string, unknown>, KubernetesObject[], object]>([
    ["ServiceAccount robot", { serviceAccountName: "robot" }, [], crash],
    ["PersistentVolumeClaim data", claim, [], crash],
    ["Secret login", secretEnv("login"), [], lacks("login")],
  ])("%s", async (what, old, more, failing) => {
    expect(await gone(old, more, failing)).toBe(what);
  });

  test.each<[string, Record<string, unknown>, KubernetesObject[], object]>([
    ["an account that is there", { serviceAccountName: "robot" }, [named("ServiceAccount", "robot")], crash],
    ["the account of every namespace", { serviceAccountName: "default" }, [], crash],
    ["a claim that is there", claim, [named("PersistentVolumeClaim", "data")], crash],
    ["a Secret that nobody misses", secretEnv("login"), [], crash],
    ["a Secret beside the one that is missed", secretEnv("login"), [], lacks("login-next")],
  ])("is not %s", async (_what, old, more, failing) => {
    expect(await gone(old, more, failing)).toBeUndefined();
  });
});
