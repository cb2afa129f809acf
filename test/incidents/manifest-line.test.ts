import { expect, test } from "vitest";
import { manifestLine } from "../../src/incidents/manifest-line.ts";

test.each([
  [
    "a change of a few fields",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  list:\n    - name: a\n",
    "spec: {replicas: 2, list: [{name: a}]}",
  ],
  ["more than a phone shows", `spec:\n  text: ${"long ".repeat(60)}\n`, undefined],
  ["what sets no spec", "data:\n  key: value\n", undefined],
  ["what is no YAML", "spec: {a", undefined],
])("of %s", (_what, manifest, line) => {
  expect(manifestLine(manifest)).toBe(line);
});
