import { describe, expect, test } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import type { Attempt } from "../../src/domain/attempt.ts";
import type { JsonPatch } from "../../src/domain/json-patch.ts";
import { bringsBack } from "../../src/remediation/ledger/own-failed-change.ts";
import { judge } from "../../src/remediation/policy/judge.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { attempt } from "../diagnosis/support/attempt.ts";
import { judgeInputFor } from "./support/judge-input.ts";
import { plainDeployment } from "./support/workloads.ts";

const IMAGE = "/spec/template/spec/containers/0/image";
const object = plainDeployment("web", { uid: "uid-web" });
const template = (object.spec as { template: { spec: { containers: { image: string }[] } } }).template;
const withImage = (image: string) => {
  const made = structuredClone(template);
  for (const container of made.spec.containers) container.image = image;
  return made;
};
const action = (type: Action["type"], patch: JsonPatch, uid = "uid-web") =>
  ({ ...attempt({ from: 1, to: 2, ran: 1 }).plan.actions[0], type, patch, target: { uid } }) as Action;
const back = action("RollBackRevision", [
  { op: "test", path: "/spec/template", value: template },
  { op: "replace", path: "/spec/template", value: withImage("web:ours") },
  { op: "add", path: "/metadata/annotations/who", value: "us" },
]);
const failed = (image: string, uid?: string): Attempt => {
  const made = attempt({ from: 1, to: 2, ran: 1 });
  const set = action("SetImage", [{ op: "replace", path: IMAGE, value: image }], uid);
  return { ...made, result: "rolled-back", plan: { ...made.plan, actions: [set] } };
};

describe("a return to an earlier revision", () => {
  test("brings back what a change of ours wrote and what was put back", () => {
    expect(bringsBack(object, back, [failed("web:ours")])).toContain("attempt 1 of incident incident-1");
  });

  test.each([
    ["nothing of ours failed", []],
    ["what failed was another value", [failed("web:other")]],
    ["what failed was on another object of the name", [failed("web:ours", "uid-old")]],
    ["the object holds that value now as well", [failed(template.spec.containers[0]?.image ?? "")]],
  ])("brings back nothing where %s", (_what, attempts) => {
    expect(bringsBack(object, back, attempts)).toBeNull();
  });

  test("is denied where it would", () => {
    const policy = emptyPolicy();
    const free = judge(policy, judgeInputFor());
    const denied = judge(policy, { ...judgeInputFor(), ownFailedChange: "the revision holds it" });
    expect([free.verdict, denied.verdict, denied.rule]).toEqual(["auto", "deny", "own-failed-change"]);
  });
});
