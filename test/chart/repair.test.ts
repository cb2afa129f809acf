import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { trustAuthority } from "../../src/cli/guard/webhook-bundle.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { GUARD_ROLE } from "../../src/database/migrations/0010-guard.ts";
import { ownCertificates } from "../../src/guard/certificates/certificate-source.ts";
import { createGuard } from "../../src/guard/create-guard.ts";
import { createLedger } from "../../src/guard/ledger.ts";
import { createApiConnection } from "../../src/kubernetes/api-connection.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { auditLogBeside, requestsOf, writesOf } from "../e2e-node/audit-log.ts";
import { testDatabase } from "../support/database.ts";
import { incidentWhere, isAtRest, startService } from "../support/service.ts";
import { helm, isHelmThere, run } from "./support/helm.ts";
import { type RealServer, realServer, serverAs } from "./support/real-server.ts";
import { servedByNobody, withoutEndpoints } from "./support/selector-story.ts";

const kubeconfig = process.env.KUBECONFIG ?? "";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const JSON_PATCH = "application/json-patch+json";

describe.runIf(isHelmThere && kubeconfig !== "")(
  "with the account, rights, guard and policy that the chart makes",
  () => {
    const id = `repair-${randomUUID().slice(0, 8)}`;
    const [release, shop] = [{ name: id, namespace: id }, `${id}-shop`];
    const name = `${id}-kube-autofix`;
    const ends: (() => Promise<unknown>)[] = [];
    let server: RealServer;

    beforeAll(async () => {
      server = await realServer(kubeconfig);
      for (const of of [id, shop]) {
        const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: of } };
        await server.must({ method: "POST", path: "/api/v1/namespaces", body });
        ends.push(() => server.send({ method: "DELETE", path: `/api/v1/namespaces/${of}` }));
      }
      const database = { embedded: { keep: false } };
      expect(
        await run("install", { replicas: 0, namespaces: [shop], database }, release, kubeconfig),
      ).toMatchObject({ code: 0 });
      ends.push(() => helm(["uninstall", id, "--namespace", id], { KUBECONFIG: kubeconfig }));
    });
    afterAll(async () => {
      for (const end of ends.reverse()) await end();
      server.end();
    });

    test("a Service that selects nothing is repaired, by writes that were planned, and none is refused", {
      timeout: 180_000,
    }, async () => {
      const kubeConfig = await server.accountOf(id, name);
      // Two minutes ahead of the server: what has only just been made is waited for otherwise.
      const wall = createClock();
      const anchorMs = Date.now();
      const clock = createClock({ originMs: anchorMs + 120_000, anchorMs, rate: 1 });
      const database = await testDatabase();
      ends.push(() => database.drop());
      const connection = createApiConnection({ kubeConfig, timeoutMs: 5_000 });
      const guard = createGuard({
        ledger: createLedger({
          findUrl: async () => database.url.replace("postgres@", `${GUARD_ROLE}@`),
          logger: silentLogger,
        }),
        certificates: ownCertificates({ hosts: ["127.0.0.1"], clock: wall }),
        // By the service's own account, as beside it in its pod.
        trust: (authority) =>
          trustAuthority(
            { connection, name: `${name}-guard`, now: wall.now(), signal: AbortSignal.timeout(5_000) },
            authority,
          ),
        clock,
        logger: silentLogger,
        metrics: createMetrics(),
        host: "127.0.0.1",
        port: 0,
        lookMs: 200,
      });
      const { port } = await guard.start();
      ends.push(() => guard.stop());
      // No pod runs here, so the API server is sent to the guard of this process.
      await server.must({
        method: "PATCH",
        path: `${ADMISSION}/${name}-guard`,
        body: [
          { op: "remove", path: "/webhooks/0/clientConfig/service" },
          {
            op: "add",
            path: "/webhooks/0/clientConfig/url",
            value: `https://127.0.0.1:${port}/admission/guard`,
          },
        ],
        contentType: JSON_PATCH,
      });
      ends.push(await servedByNobody(server, shop));
      // The guard's authority is in the bundle, and heard of: a write that nobody planned is refused in its words.
      const service = `/api/v1/namespaces/${shop}/services/web`;
      const own = await serverAs(kubeConfig);
      ends.push(async () => own.end());
      await vi.waitFor(
        async () => {
          // Within the bounds of the admission policy, which is asked first.
          const value = { "kubernetes.io/change-cause": "nobody's" };
          const body = [{ op: "add", path: "/metadata/annotations", value }];
          const { text } = await own.send({
            method: "PATCH",
            path: `${service}?dryRun=All`,
            body,
            contentType: JSON_PATCH,
          });
          expect(text).toContain("no-attempt");
        },
        { timeout: 60_000, interval: 200 },
      );

      const app = await startService({
        clock,
        databaseUrl: database.url,
        kubeConfig,
        env: { WATCH_NAMESPACES: shop, VERIFY_SOAK_SECONDS: "2", VERIFY_SOAK_MAX_SECONDS: "5" },
      });
      ends.push(() => app.stop());
      await app.client.sendAlerts(withoutEndpoints(shop));
      const incident = await incidentWhere(app.client, shop, isAtRest, 120_000);
      expect(incident, JSON.stringify(incident.timeline)).toMatchObject({
        status: "closed",
        outcome: "fixed",
      });
      const repaired = (await server.must({ method: "GET", path: service })) as unknown as {
        spec: { selector: object };
      };
      expect(repaired.spec.selector).toEqual({ app: "web" });

      const log = auditLogBeside(kubeconfig);
      if (log === undefined) return;
      const writes = (await writesOf(log, id, name)).filter(({ code }) => code < 300);
      expect(
        writes.filter(({ resource }) => resource === "services").map(({ isDryRun }) => isDryRun),
      ).toEqual([true, false]);
      expect([...new Set(writes.map(({ verb, resource }) => `${verb} ${resource}`))].sort()).toEqual([
        "create events",
        "patch services",
        "patch validatingwebhookconfigurations",
      ]);
      // The guard's refusal of what nobody planned is the one above.
      const refused = (await requestsOf(log, id, name)).filter(
        ({ verb, requestURI, responseStatus }) =>
          verb !== "patch" && requestURI.includes(`/namespaces/${shop}/`) && responseStatus?.code === 403,
      );
      expect(refused.map(({ verb, requestURI }) => `${verb} ${requestURI}`)).toEqual([]);
    });
  },
);
