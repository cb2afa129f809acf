import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createServiceClient, type ServiceClient } from "../../../src/cli/demo/service-client.ts";
import { given } from "../../../src/core/given.ts";
import { OPERATOR_TOKEN, WEBHOOK_TOKEN } from "../../support/service.ts";

export interface ServeProcess {
  child: ChildProcess;
  /** All that it wrote so far. */
  output(): string;
  /** Where it listens; rejects with its output where it ends before it is ready. */
  ready: Promise<{ url: string; client: ServiceClient }>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** `kube-autofix serve` as people start it: the command line in a process of its own. It ends with the test at the latest. */
export function serve(env: Record<string, string>, isKilledAfterTest = true): ServeProcess {
  const { PATH = "", NODE_COMPILE_CACHE } = process.env;
  const own = { PATH, ...given("NODE_COMPILE_CACHE", NODE_COMPILE_CACHE), HOST: "127.0.0.1", PORT: "0" };
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../../src/main.ts"), "serve"], {
    env: { ...own, ...TOKENS, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<{ url: string; client: ServiceClient }>();
  ready.catch(() => {});
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    const url = /"url":"([^"]+)","msg":"kube-autofix is ready"/.exec(output)?.[1];
    if (url === undefined) return;
    const client = createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN });
    resolve({ url, client });
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const ended = once(child, "close").then(([code, signal]) => {
    reject(new Error(`it ended before it was ready: ${output}`));
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  if (isKilledAfterTest)
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await ended;
    });
  return { child, output: () => output, ready, ended };
}

const TOKENS = { WEBHOOK_TOKEN, OPERATOR_TOKEN };

/** A kubeconfig file for an API server without TLS. */
export async function writeKubeConfig(folder: string, server: string): Promise<string> {
  const path = join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "c", user: {} }],
    contexts: [{ name: "c", context: { cluster: "c", user: "c" } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}
