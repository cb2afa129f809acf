import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

/** One request as the API server recorded it, once it was answered. */
export interface AuditedWrite {
  verb: string;
  resource: string;
  isDryRun: boolean;
  code: number;
}

const lineSchema = z.looseObject({
  stage: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  user: z.looseObject({ username: z.string() }),
  objectRef: z
    .looseObject({ resource: z.string().optional(), subresource: z.string().optional() })
    .optional(),
  responseStatus: z.looseObject({ code: z.number() }).optional(),
});
const READS = new Set(["get", "list", "watch"]);

/** The log of the test cluster lies beside its kubeconfig; another cluster's is not ours to read. */
export function auditLogBeside(kubeconfigPath: string): string | undefined {
  const path = join(dirname(kubeconfigPath), "audit.log");
  return existsSync(path) ? path : undefined;
}

/** Everything that a ServiceAccount of the namespace asked for. */
export async function requestsOf(auditLog: string, namespace: string, account = "kube-autofix") {
  const user = `system:serviceaccount:${namespace}:${account}`;
  const lines = (await readFile(auditLog, "utf8")).split("\n").filter((line) => line.includes(user));
  return lines
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .filter((line) => line.user.username === user && line.responseStatus !== undefined);
}

/** Without its questions about itself and its own rights, which leave nothing behind. */
export async function writesOf(
  auditLog: string,
  namespace: string,
  account?: string,
): Promise<AuditedWrite[]> {
  const requests = await requestsOf(auditLog, namespace, account);
  return requests
    .filter((line) => !READS.has(line.verb) && line.stage === "ResponseComplete")
    .map(({ verb, objectRef, requestURI, responseStatus }) => ({
      verb,
      resource: [objectRef?.resource, objectRef?.subresource].filter(Boolean).join("/"),
      isDryRun: requestURI.includes("dryRun=All"),
      code: responseStatus?.code ?? 0,
    }))
    .filter(({ resource }) => !resource.startsWith("selfsubject"));
}
