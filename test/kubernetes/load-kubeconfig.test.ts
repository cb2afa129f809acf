import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadKubeConfig } from "../../src/kubernetes/load-kubeconfig.ts";

const KUBECONFIG = `
apiVersion: v1
kind: Config
current-context: main
contexts: [{name: main, context: {cluster: here, user: me}}]
clusters: [{name: here, cluster: {server: "https://cluster.test:6443"}}]
users: [{name: me, user: {token: t}}]
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("loading a kubeconfig", () => {
  it("reads the file that is named", () => {
    const kubeConfig = loadKubeConfig({ path: write("config", KUBECONFIG) });
    expect(kubeConfig.getCurrentCluster()?.server).toBe("https://cluster.test:6443");
  });

  it("prefers the pod's service account to the home folder, whose token it reads again and again", async () => {
    const serviceAccount = join(folder, "serviceaccount");
    mkdirSync(serviceAccount);
    for (const name of ["token", "ca.crt", "namespace"])
      writeFileSync(join(serviceAccount, name), `the ${name}\n`);
    mkdirSync(join(folder, ".kube"));
    write(".kube/config", KUBECONFIG);
    const kubeConfig = loadKubeConfig({}, { serviceAccount, home: folder });
    expect(kubeConfig.getCurrentCluster()).toMatchObject({
      server: "https://kubernetes.default.svc",
      skipTLSVerify: false,
    });
    expect(kubeConfig.getContextObject("in-cluster")?.namespace).toBe("the namespace");
    const outside = loadKubeConfig({}, { serviceAccount: join(folder, "none"), home: folder });
    expect(outside.getCurrentCluster()?.server).toBe("https://cluster.test:6443");
  });

  it.each([
    ["that is not there", undefined, /cannot read the kubeconfig .*ENOENT.*set KUBECONFIG/],
    ["that is no YAML", "{", /cannot read the kubeconfig/],
    ["that is empty", "", /cannot read the kubeconfig|no current context/],
    [
      "without a current context",
      KUBECONFIG.replace("current-context: main", ""),
      /kubectl config use-context/,
    ],
    [
      "whose context names no cluster",
      KUBECONFIG.replace("cluster: here", "cluster: gone"),
      /no current context/,
    ],
    ["whose context names no user", KUBECONFIG.replace("user: me", "user: gone"), /user is not in it/],
  ])("says what to do about a file %s", (_name, text, message) => {
    const path = text === undefined ? join(folder, "missing") : write("config", text);
    expect(() => loadKubeConfig({ path })).toThrow(
      expect.objectContaining({
        reason: "invalid",
        retryable: false,
        message: expect.stringMatching(message),
      }),
    );
  });

  it("says what to do where there is none at all", () => {
    const places = { serviceAccount: join(folder, "none"), home: folder };
    expect(() => loadKubeConfig({}, places)).toThrow(/no cluster is configured.*set KUBECONFIG/);
  });
});
