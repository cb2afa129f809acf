import { describe, expect, it, test } from "vitest";
import { valueAt } from "../../../src/kubernetes/json-patch-apply.ts";
import { setField } from "../../../src/remediation/actions/set-field.ts";
import { settableFields } from "../../../src/remediation/actions/settable-fields.ts";
import { WHOLE_POD_SPEC } from "./data/whole-pod-spec.ts";
import { object } from "./objects.ts";

const whole = object("Deployment", "apps/v1", {
  replicas: 1,
  paused: false,
  template: {
    metadata: { labels: { app: "web" }, annotations: { a: "b" }, namespace: "n", name: "n" },
    spec: WHOLE_POD_SPEC,
  },
});

/** Below the pod's specification; "*" stands for an index. All else is refused. */
const ALLOWED = [
  "/containers/*/env/*/value",
  "/containers/*/args/*",
  "/containers/*/image",
  "/containers/*/workingDir",
  "/containers/*/ports/*/containerPort",
  ...["livenessProbe", "readinessProbe", "startupProbe"].flatMap((probe) =>
    [
      "initialDelaySeconds",
      "periodSeconds",
      "timeoutSeconds",
      "failureThreshold",
      "httpGet/path",
      "httpGet/port",
      "tcpSocket/port",
    ].map((field) => `/containers/*/${probe}/${field}`),
  ),
];
const isAllowed = (pointer: string) => {
  const shape = pointer.replace(/^\/initContainers/, "/containers").replace(/\/\d+(?=\/|$)/g, "/*");
  return shape === "/terminationGracePeriodSeconds" || ALLOWED.includes(shape);
};

function leavesOf(value: unknown, at = ""): string[] {
  if (value === null || typeof value !== "object") return [at];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, `${at}/${key}`));
}

const LEAVES = leavesOf(WHOLE_POD_SPEC);
const offered = new Map(settableFields(whole).map((field) => [field.pointer, field]));

describe("of a pod's specification that holds every field", () => {
  test.each(LEAVES.map((pointer) => [pointer, isAllowed(pointer)] as const))("%s: %s", (pointer, allowed) => {
    expect(offered.has(pointer)).toBe(allowed);
  });

  it("offers nothing but single values that stand there", () => {
    for (const { pointer, value } of offered.values()) {
      expect(LEAVES).toContain(pointer);
      expect(valueAt(WHOLE_POD_SPEC, pointer)).toBe(value);
    }
  });

  it.each(LEAVES.filter((pointer) => !isAllowed(pointer)).map((pointer) => [pointer]))(
    "compiles nothing for %s, however it is called",
    (pointer) => {
      const from = valueAt(WHOLE_POD_SPEC, pointer) as string | number;
      for (const field of [pointer, `/spec/template/spec${pointer}`, pointer.slice(1).replaceAll("/", ".")]) {
        const compiled = setField.compile(
          whole,
          { field, from, to: from, basis: "" },
          { incidentId: "i", attemptNumber: 1 },
        );
        expect(compiled).toMatchObject({ refusal: expect.stringContaining("no field that may be set") });
      }
    },
  );
});

test.each([
  "Secret",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ServiceAccount",
  "Namespace",
])("a %s has no field that may be set", (kind) => {
  expect(settableFields({ ...whole, kind })).toEqual([]);
});

test.each([
  "docker.io/library/web:1",
  "evil.example.org/web:1",
  "registry.example.org.evil.example/web:1",
  "web",
])("an image of a registry that is not in use already is refused: %s", (to) => {
  const image = offered.get("/containers/0/image");
  expect(image?.refusal("registry.example.org/web:2")).toBeUndefined();
  expect(image?.refusal(to)).toMatch(/not in use/);
});
