import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { runCli } from "./support/run-cli.ts";

test("guard --print-manifests prints what an administrator applies, for the service's own user alone", async () => {
  const env = { GUARD_SUBJECT: "ops/fixer", GUARD_HOSTS: "fixer-guard.ops.svc", GUARD_WEBHOOK_NAME: "fixer" };
  const { code, out } = await runCli(["guard", "--print-manifests"], env);
  expect(code).toBe(0);
  const [webhook, policy, binding, role] = parseAllDocuments(out).map((one) => one.toJSON());
  const condition = 'request.userInfo.username == "system:serviceaccount:ops:fixer"';
  expect(webhook).toMatchObject({
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "fixer" },
    webhooks: [
      {
        failurePolicy: "Fail",
        timeoutSeconds: 3,
        matchConditions: [{ expression: condition }],
        clientConfig: {
          service: { namespace: "ops", name: "fixer-guard", port: 8443, path: "/admission/guard" },
        },
      },
    ],
  });
  expect(policy).toMatchObject({
    spec: {
      failurePolicy: "Fail",
      matchConditions: [{ expression: expect.stringMatching(new RegExp(`^${condition} && \\[`)) }],
    },
  });
  expect(binding).toMatchObject({ spec: { policyName: "fixer", validationActions: ["Deny"] } });
  expect(role.rules).toEqual([
    {
      apiGroups: ["admissionregistration.k8s.io"],
      resources: ["validatingwebhookconfigurations"],
      resourceNames: ["fixer"],
      verbs: ["get", "patch"],
    },
  ]);
});

test("a subject that names no service account is refused by its variable's name", async () => {
  const { code, err } = await runCli(["guard", "--print-manifests"], { GUARD_SUBJECT: "system:admin" });
  expect(code).toBe(1);
  expect(err).toContain("GUARD_SUBJECT must be a service account");
});
