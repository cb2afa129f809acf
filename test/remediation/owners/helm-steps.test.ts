import { expect, test } from "vitest";
import type { Action } from "../../../src/domain/action.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { phrasesZhCn } from "../../../src/notify/messages/data/phrases-zh-cn/phrases.ts";
import { helmCommandNote, helmSteps } from "../../../src/remediation/owners/helm-steps.ts";
import { raise } from "../../contract/owner-stage.ts";
import { plainDeployment } from "../support/workloads.ts";

const installed = (labels: Record<string, string> = {}, annotations: Record<string, string> = {}) =>
  plainDeployment("web", {
    labels,
    annotations: {
      "meta.helm.sh/release-name": "shop",
      "meta.helm.sh/release-namespace": "team",
      ...annotations,
    },
  }) as KubernetesObject;
const action = (type: string, parameters: object) =>
  ({ ...raise(installed()), type, parameters }) as unknown as Action;

test.each([
  [
    "memory",
    installed({ "helm.sh/chart": "web-shop-1.2.3_build.4" }),
    raise(installed()),
    "helm upgrade shop REPOSITORY/web-shop --version 1.2.3+build.4 --namespace team --reuse-values --set resources.limits.memory=200Mi --set resources.requests.memory=100Mi",
  ],
  [
    "replicas, of a chart that does not say which it is",
    installed(),
    action("SetScale", { from: 0, to: 2 }),
    "helm upgrade shop REPOSITORY/CHART --namespace team --reuse-values --set replicaCount=2",
  ],
  [
    "a tag",
    installed(),
    action("SetImage", {
      container: "web",
      from: "r.example.org:5000/web:1",
      to: "r.example.org:5000/web:2",
    }),
    "helm upgrade shop REPOSITORY/CHART --namespace team --reuse-values --set image.tag=2",
  ],
  [
    "what charts have no common name for",
    installed(),
    action("SetProbe", {}),
    "helm get values shop --namespace team --all",
  ],
  [
    "names that a shell would read more in",
    installed({ "helm.sh/chart": "we`b-1.0.0" }, { "meta.helm.sh/release-name": "$(id)" }),
    action("SetScale", { from: 0, to: 2 }),
    "helm upgrade '$(id)' REPOSITORY/'we`b' --version 1.0.0 --namespace team --reuse-values --set replicaCount=2",
  ],
])("a release's change of %s is one command", (_what, object, one, command) => {
  expect(helmSteps(object, [one])).toMatchObject([{ command }]);
  expect(helmCommandNote(object, [one])?.split(": ").slice(1).join(": ")).toBe(command);
});

test("what was not installed by Helm has none", () => {
  const object = plainDeployment("web") as KubernetesObject;
  expect(helmSteps(object, [raise(object)])).toEqual([]);
  expect(helmCommandNote(object, [raise(object)])).toBeUndefined();
});

test("the note is told in Chinese, the command as it is", () => {
  const note = helmCommandNote(installed(), [raise(installed())]) ?? "";
  const parts = phrasesZhCn(note);
  expect(parts.some(({ isKept }) => isKept)).toBe(false);
  expect(parts.map(({ text }) => text).join("")).toContain("helm upgrade shop");
});
