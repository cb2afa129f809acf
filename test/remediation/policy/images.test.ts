import { expect, test } from "vitest";
import type { Action } from "../../../src/domain/action.ts";
import { imagesOf, isFrom } from "../../../src/remediation/actions/images-of.ts";
import { beyondBounds } from "../../../src/remediation/policy/bounds.ts";

test.each([
  ["nginx", ["docker.io/library"], true],
  ["nginx:1.27", ["docker.io"], true],
  ["acme/app:1", ["docker.io/acme"], true],
  ["docker.io/acme/app:1", ["docker.io/acme"], true],
  ["acme/app:1", ["docker.io/library"], false],
  [`ghcr.io/acme/app@sha256:${"a".repeat(64)}`, ["ghcr.io/acme"], true],
  ["ghcr.io/acme-evil/app", ["ghcr.io/acme"], false],
  ["ghcr.io.evil.example/acme/app", ["ghcr.io"], false],
  ["registry.example.com:5000/team/app:1", ["registry.example.com:5000"], true],
  ["registry.example.com/team/app:1", ["registry.example.com/team/app"], true],
  ["registry.example.com/other/app:1", ["ghcr.io", "registry.example.com/team"], false],
  ["no image at all", ["docker.io"], false],
])("%s from %j: %s", (image, places, isAllowed) => {
  expect(isFrom(image, places)).toBe(isAllowed);
});

test("a return to a revision is bound by every image that it writes, wherever in the template", () => {
  const containers = [{ name: "a", image: "ghcr.io/acme/a:1" }];
  const initContainers = [{ name: "b", image: "ghcr.io/stranger/b:1" }];
  const action = {
    type: "RollBackRevision",
    patch: [
      { op: "test", path: "/metadata/uid", value: "u" },
      { op: "replace", path: "/spec/template", value: { spec: { containers, initContainers } } },
    ],
  } as unknown as Action;
  expect(imagesOf(action)).toEqual(["ghcr.io/acme/a:1", "ghcr.io/stranger/b:1"]);
  const bounds = { RollBackRevision: { registries: ["ghcr.io/acme"] } };
  expect(beyondBounds(bounds, action)).toContain("ghcr.io/stranger/b:1");
  expect(beyondBounds({}, action)).toBeUndefined();
});
