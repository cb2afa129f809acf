import { expect, test } from "vitest";
import { sealPlan } from "../../src/domain/plan.ts";
import { commandFor } from "../../src/remediation/kubectl.ts";
import { planMisfit } from "../../src/remediation/planning/plan-misfit.ts";
import { judgeInputFor } from "./support/judge-input.ts";
import { plainDeployment } from "./support/workloads.ts";

const verdict = { verdict: "approve", rule: "r", reason: "r", autonomy: "auto" } as const;
const plan = sealPlan(judgeInputFor().draft, verdict);

type Object = ReturnType<typeof plainDeployment>;
const spec = (object: Object) => object.spec as unknown as Record<string, unknown>;
const web = (object: Object) => object.spec.template.spec.containers[0] as unknown as Record<string, unknown>;

test("a plan fits the object that it was made for", () => {
  expect(planMisfit(plan, plainDeployment("web", { uid: "u" }))).toBeUndefined();
});

test.each<[string, (object: Object) => void, string]>([
  ["is another object of that name", (object) => Object.assign(object.metadata, { uid: "v" }), "uid"],
  ["runs another image", (object) => Object.assign(web(object), { image: "other:2" }), "image"],
  ["has other arguments", (object) => Object.assign(web(object), { args: ["--vm-bytes", "900M"] }), "args"],
  ["was paused", (object) => Object.assign(spec(object), { paused: true }), "paused"],
])("a plan does not fit where the object %s", (_name, change, reason) => {
  const object = plainDeployment("web", { uid: "u" });
  change(object);
  expect(planMisfit(plan, object)).toContain(reason);
});

test("the command for a person holds no arguments of the container", () => {
  const [action] = plan.actions;
  if (action === undefined) throw new Error("no action");
  const command = commandFor(action);
  expect(command).toContain("limits/memory");
  expect(command).not.toMatch(/args|image/);
});
