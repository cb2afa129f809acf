import { expect, test } from "vitest";
import { admissionPolicy } from "../../src/guard/manifests/policy.ts";

const { spec } = admissionPolicy({ name: "guard", user: "system:serviceaccount:a:b", client: { url: "u" } });
const [condition] = spec.matchConditions;

test.each(spec.validations.map(({ message, expression }) => [message, expression]))(
  "the condition in front of the validations asks the same: %s",
  (_message, expression) => {
    expect(condition?.expression).toContain(`(${expression.replaceAll("variables.", "")})`);
  },
);

test("nothing but the caller stands before the bounds: no write of the service passes for another reason", () => {
  const own = 'request.userInfo.username == "system:serviceaccount:a:b" && [';
  expect(condition?.expression.startsWith(own)).toBe(true);
  const bounds = spec.validations.map(({ expression }) => `(${expression.replaceAll("variables.", "")})`);
  const sources = Object.fromEntries(spec.variables.map(({ name, expression }) => [name, expression]));
  expect(condition?.expression.slice(own.length - 1)).toBe(
    `[${sources.write}].exists(write, !${bounds[0]} || [${sources.oldPod}].exists(oldPod, [${sources.newPod}].exists(newPod, !(${bounds.slice(1).join(" && ")}))))`,
  );
});
