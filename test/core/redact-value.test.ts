import { expect, test } from "vitest";
import { redactValue } from "../../src/core/redact-value.ts";

test("secrets go by key, by variable and by option, and everything else stays", () => {
  const template = {
    spec: {
      containers: [
        {
          name: "web",
          args: ["--port", "80", "--db-password", "hunter2", "--api-key=abcdef"],
          env: [
            { name: "DB_PASSWORD", value: "hunter2" },
            { name: "DATABASE_URL", value: "postgres://app:hunter2@db/app" },
            { name: "MODE", value: "fast" },
            { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "api", key: "token" } } },
          ],
          resources: { limits: { memory: "100Mi" } },
        },
      ],
    },
  };
  const redacted = redactValue(template);
  expect(JSON.stringify(redacted)).not.toMatch(/hunter2|abcdef/);
  const [web] = redacted.spec.containers;
  expect(web?.args.slice(0, 3)).toEqual(["--port", "80", "--db-password"]);
  expect(web?.env[2]).toEqual({ name: "MODE", value: "fast" });
  expect(web?.env[3]).toEqual(template.spec.containers[0]?.env[3]);
  expect(web?.resources).toEqual({ limits: { memory: "100Mi" } });
});

test("redacting twice changes nothing more", () => {
  const value = { password: "hunter2", list: ["--token", "abc"], at: new Date(0) };
  expect(redactValue(redactValue(value))).toEqual(redactValue(value));
  expect(redactValue(value).at).toEqual(value.at);
});
