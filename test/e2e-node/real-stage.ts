import { randomUUID } from "node:crypto";
import { CoreV1Api, type KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { createClock } from "../../src/core/clock.ts";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { startService, type TestService } from "../support/service.ts";
import { auditLogBeside } from "./audit-log.ts";
import { createServiceAccount, removeRights } from "./least-privilege.ts";

/** A namespace of its own on the real cluster, and the service that watches it with the rights of its ServiceAccount. */
export interface RealStage {
  namespace: string;
  admin: KubeConfig;
  objects: KubernetesObjectApi;
  client: TestService["client"];
  db: TestDatabase["db"];
  /** Undefined where the cluster keeps none that can be read. */
  auditLog: string | undefined;
  apply(manifest: object): Promise<void>;
}

/** Plays on a stage that is taken down whatever happens. */
export async function onStage(
  env: Record<string, string>,
  play: (stage: RealStage) => Promise<void>,
): Promise<void> {
  const path = process.env.KUBECONFIG ?? "";
  const admin = loadKubeConfig({ path });
  const core = admin.makeApiClient(CoreV1Api);
  const objects = KubernetesObjectApi.makeApiClient(admin);
  const namespace = `autofix-${randomUUID().slice(0, 8)}`;
  await core.createNamespace({ body: { metadata: { name: namespace } } });
  try {
    const kubeConfig = await createServiceAccount(admin, namespace);
    await withService(kubeConfig, { WATCH_NAMESPACES: namespace, ...env }, ({ client }, { db }) =>
      play({
        namespace,
        admin,
        objects,
        client,
        db,
        auditLog: auditLogBeside(path),
        apply: async (manifest) => void (await objects.create(inNamespace(manifest, namespace))),
      }),
    );
  } finally {
    await removeRights(admin, namespace);
    await core.deleteNamespace({ name: namespace });
  }
}

async function withService(
  kubeConfig: KubeConfig,
  env: Record<string, string>,
  play: (service: TestService, database: TestDatabase) => Promise<void>,
): Promise<void> {
  const database = await testDatabase();
  try {
    const service = await startService({
      clock: createClock(),
      databaseUrl: database.url,
      kubeConfig,
      env: { WATCH: "on", VERIFY_SOAK_SECONDS: "15", ...env },
    });
    await play(service, database).finally(() => service.stop());
  } finally {
    await database.drop();
  }
}

function inNamespace(manifest: object, namespace: string) {
  const metadata = "metadata" in manifest ? (manifest.metadata as object) : {};
  return { ...manifest, metadata: { ...metadata, namespace } };
}
