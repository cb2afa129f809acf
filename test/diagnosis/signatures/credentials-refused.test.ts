import { describe, expect, test } from "vitest";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import { factsOf } from "../support/facts.ts";
import { service } from "../support/routing.ts";
import { deployment, pod, replicaSet, status, template, terminated } from "../support/workload.ts";

const env = [{ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db-login", key: "password" } } }];

async function best(log: string) {
  const of = template({ containers: [{ name: "web", image: "acme/web:1", env }] });
  const ended = status({ lastState: terminated({ reason: "Error", exitCode: 1, ran: 2 }) });
  const facts = await factsOf(
    [
      deployment(of),
      replicaSet("a", 1, { of, created: 300 }),
      pod(of, { statuses: [ended] }),
      service({ name: "db", selector: { app: "db" } }),
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "db-1", namespace: "shop", labels: { "kubernetes.io/service-name": "db" } },
        endpoints: [{ addresses: ["10.244.0.9"], conditions: { ready: true } }],
        ports: [{ port: 8080 }],
      },
    ],
    { logs: { "web-a-1/web": log } },
  );
  return signatures.flatMap((one) => one.diagnose(facts)).toSorted((a, b) => b.confidence - a.confidence)[0];
}

describe("whoever is called and refuses", () => {
  test.each([
    'connection to server at "db" (10.96.0.4), port 5432 failed: FATAL:  password authentication failed for user "app"',
    'could not connect to server: FATAL:  password authentication failed for user "app"',
    "Error 1045 (28000): Access denied for user 'app'@'10.244.0.7' (using password: YES)",
    "GET http://db:80/v1/token failed: 401 Unauthorized",
    "WRONGPASS invalid username-password pair or user is disabled.",
  ])("credentials: %s", async (log) => {
    const candidate = await best(log);
    expect(candidate).toMatchObject({ cause: "credentials-refused" });
    expect(candidate?.repair ?? null).toBeNull();
    expect(candidate?.sentence).toContain("Secret db-login (password)");
    expect(candidate?.advice?.[0]?.command).toContain("secret db-login");
  });

  test.each([
    ["a request outside, for a reason of its own", "GET https://api.partner.example/v2/orders 403 Forbidden"],
    ["a connection", 'dial tcp 10.96.0.4:5432: connect: connection refused (host "db")'],
    [
      "rights at the API server",
      'pods is forbidden: User "system:serviceaccount:shop:robot" cannot list resource "pods" in API group "" in the namespace "shop"',
    ],
  ])("not %s", async (_what, log) => {
    expect((await best(log))?.cause).not.toBe("credentials-refused");
  });
});
