import { accessSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { messageOf, OperationError } from "../core/errors.ts";

const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
/** How the context, the user and the cluster of a pod's own service account are called here. */
const IN_CLUSTER = "in-cluster";
/** The name by which the API server is reached from every pod; its certificate always holds it. */
const IN_CLUSTER_SERVER = "https://kubernetes.default.svc";

export interface KubeConfigPlaces {
  /** Folder of the service account's token and ca.crt; another one in tests. */
  serviceAccount?: string;
  home?: string;
}

/**
 * Reads the connection to the cluster: the file named by `path`, else the pod's service account, else ~/.kube/config.
 * Nothing is read from the environment. Throws OperationError `invalid` that says what to do.
 */
export function loadKubeConfig(options: { path?: string }, places: KubeConfigPlaces = {}): KubeConfig {
  if (options.path !== undefined) return fromFile(options.path, "KUBECONFIG");
  const serviceAccount = places.serviceAccount ?? SERVICE_ACCOUNT;
  if (isReadable(join(serviceAccount, "token"))) return fromServiceAccount(serviceAccount);
  const path = join(places.home ?? homedir(), ".kube", "config");
  if (isReadable(path)) return fromFile(path, "the default kubeconfig");
  throw invalid(
    `no cluster is configured: not in a pod, and ${path} is not there; set KUBECONFIG to the path of a kubeconfig`,
  );
}

function fromFile(path: string, source: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromFile(path);
  } catch (error) {
    throw invalid(
      `cannot read the kubeconfig ${path} (${source}): ${messageOf(error)}; set KUBECONFIG to a readable kubeconfig`,
      error,
    );
  }
  if (kubeConfig.getCurrentCluster() === null)
    throw invalid(
      `the kubeconfig ${path} (${source}) has no current context that names a cluster; choose one with: kubectl config use-context NAME`,
    );
  if (kubeConfig.getCurrentUser() === null)
    throw invalid(
      `the kubeconfig ${path} (${source}) has a current context whose user is not in it; add that user`,
    );
  return kubeConfig;
}

function fromServiceAccount(folder: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  const namespace = readNamespace(join(folder, "namespace"));
  kubeConfig.loadFromOptions({
    clusters: [
      { name: IN_CLUSTER, server: IN_CLUSTER_SERVER, caFile: join(folder, "ca.crt"), skipTLSVerify: false },
    ],
    // A file and not its content: the kubelet renews the token, and client-node reads it again every minute.
    users: [
      {
        name: IN_CLUSTER,
        authProvider: { name: "tokenFile", config: { tokenFile: join(folder, "token") } },
      },
    ],
    contexts: [{ name: IN_CLUSTER, cluster: IN_CLUSTER, user: IN_CLUSTER, ...namespace }],
    currentContext: IN_CLUSTER,
  });
  return kubeConfig;
}

/** The namespace that this service runs in; undefined outside a pod. What runs there is never changed. */
export function ownNamespace(kubeConfig: KubeConfig): string | undefined {
  if (kubeConfig.getCurrentContext() !== IN_CLUSTER) return undefined;
  return kubeConfig.getContextObject(IN_CLUSTER)?.namespace;
}

function readNamespace(path: string): { namespace?: string } {
  return isReadable(path) ? { namespace: readFileSync(path, "utf8").trim() } : {};
}

function isReadable(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string, cause?: unknown): OperationError {
  return new OperationError(message, { reason: "invalid", retryable: false, cause });
}
