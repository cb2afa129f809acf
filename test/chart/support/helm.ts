import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments, stringify } from "yaml";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

export const CHART = fileURLToPath(new URL("../../../charts/kube-autofix", import.meta.url));
const HELM = process.env.HELM ?? "helm";
/** A helm that was built from its module alone knows no version of Kubernetes but an old one. */
const KUBE_VERSION = "1.34.0";

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs helm to its end, with a home of its own: nothing of whoever runs the tests is read. */
export async function helm(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  const home = mkdtempSync(join(tmpdir(), "autofix-helm-"));
  try {
    return await new Promise((resolve) => {
      const own = { PATH: process.env.PATH ?? "", HOME: home, ...env };
      execFile(HELM, [...args], { env: own, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, out, err: error === null ? err : err || error.message });
      });
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

export const isHelmThere = (await helm(["version"])).code === 0;
if (!isHelmThere) console.warn("left out, for helm is missing (in PATH, or named by HELM)");

export type Values = Readonly<Record<string, unknown>>;

/** Calls `use` with the path of a file that holds the values. */
export async function withValues<T>(values: Values, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "autofix-values-"));
  try {
    const path = join(folder, "values.yaml");
    writeFileSync(path, stringify(values));
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Release {
  name: string;
  namespace: string;
}
export const RELEASE: Release = { name: "kube-autofix", namespace: "ops" };

export function template(values: Values, release = RELEASE): Promise<Said> {
  return withValues(values, (path) =>
    helm([
      ...["template", release.name, CHART, "--namespace", release.namespace],
      ...["--values", path, "--kube-version", KUBE_VERSION],
    ]),
  );
}

/** The objects that the values give, the test's pod among them; throws what helm says where it refuses. */
export async function rendered(values: Values, release = RELEASE): Promise<KubernetesObject[]> {
  const { code, out, err } = await template(values, release);
  if (code !== 0) throw new Error(err);
  return objectsOf(out);
}

export function objectsOf(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors.length > 0) throw new Error(`${document.errors[0]?.message}\n${text}`);
      return document.toJSON() as KubernetesObject | null;
    })
    .filter((one) => one !== null);
}

export function run(
  command: "install" | "upgrade",
  values: Values,
  release: Release,
  kubeconfig: string,
): Promise<Said> {
  return withValues(values, (path) =>
    helm([command, release.name, CHART, "--namespace", release.namespace, "--values", path], {
      KUBECONFIG: kubeconfig,
    }),
  );
}
