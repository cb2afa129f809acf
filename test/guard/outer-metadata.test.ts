import { expect, test } from "vitest";
import type { Action } from "../../src/domain/action.ts";
import { review } from "../../src/guard/review.ts";
import { begun, NOW, requestOf } from "./support/ledger.ts";
import { CHANGE, CHANGED, WEB } from "./support/web.ts";

const [web, change, after] = [WEB, CHANGE, CHANGED];
const GONE = { apiVersion: "v1", kind: "Node", name: "gone", uid: "uid-0" };

test.each<[string, string, object, unknown]>([
  ["an owner that is not there", "ownerReferences", {}, [GONE]],
  ["a finalizer", "finalizers", {}, ["a/b"]],
  ["other labels", "labels", {}, { team: "b" }],
  ["a mark lifted", "annotations", { annotations: { "kube-autofix.io/pause-until": "2999" } }, {}],
  ["a mark set", "annotations", {}, { "kube-autofix.io/autonomy": "auto" }],
])("%s is refused, also where the plan itself asks for it", async (_what, field, before, value) => {
  const oldObject = { ...web, metadata: { ...web.metadata, ...before } };
  const object = { ...after, metadata: { ...after.metadata, [field]: value } };
  const op = Object.hasOwn(before, field) ? ("replace" as const) : ("add" as const);
  const reaching: Action = {
    ...change,
    patch: [...change.patch, { op, path: `/metadata/${field}`, value }],
  };
  expect(
    await review(requestOf("UPDATE", { oldObject, object }), async () => [begun([reaching])], NOW),
  ).toMatchObject({
    isAdmitted: false,
    reason: "outside-bounds",
  });
});
