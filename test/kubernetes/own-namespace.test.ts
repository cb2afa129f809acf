import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadKubeConfig, ownNamespace } from "../../src/kubernetes/load-kubeconfig.ts";

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-sa-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

test("a service in a pod knows the namespace that it runs in", async () => {
  const serviceAccount = await folderWith({ token: "t", "ca.crt": "", namespace: "kube-autofix\n" });
  expect(ownNamespace(loadKubeConfig({}, { serviceAccount }))).toBe("kube-autofix");
});

test("a service outside the cluster has no namespace of its own, whatever the kubeconfig's context names", async () => {
  const folder = await folderWith({
    config: `{apiVersion: v1, kind: Config, current-context: c, clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}],
      users: [{name: c, user: {}}], contexts: [{name: c, context: {cluster: c, user: c, namespace: shop}}]}`,
  });
  expect(ownNamespace(loadKubeConfig({ path: join(folder, "config") }))).toBeUndefined();
});
