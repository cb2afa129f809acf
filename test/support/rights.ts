import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { RequestRecord } from "../../src/simulation/api/request-log.ts";

/** Rights are written as "verb resource.group/subresource", with nothing after the dot for the core group. */
const FILE = new URL("../../charts/kube-autofix/files/rights.yaml", import.meta.url);

const rule = z.strictObject({
  apiGroups: z.array(z.string()),
  resources: z.array(z.string()),
  verbs: z.array(z.string()),
});
const schema = z.strictObject({
  reads: z.array(rule),
  clusterReads: z.array(rule),
  events: z.array(rule),
  actions: z.record(z.string(), z.array(z.string())),
  clusterActions: z.array(z.string()),
});
export type Rule = z.infer<typeof rule>;

/** What the chart grants, as its file says it. */
export const RIGHTS = schema.parse(parse(readFileSync(FILE, "utf8")));

export function rightsOf(rules: readonly Rule[]): Set<string> {
  return new Set(
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => right(verb, group, resource))),
      ),
    ),
  );
}

function right(verb: string, group: string, resource: string): string {
  const [plural = "", subresource] = resource.split("/");
  return `${verb} ${plural}.${group}${subresource === undefined ? "" : `/${subresource}`}`;
}

/** The rule of one right. */
export function ruleOf(of: string): Rule {
  const [verb = "", place = ""] = of.split(" ");
  const [path = "", subresource] = place.split("/");
  const [plural = "", ...group] = path.split(".");
  return {
    apiGroups: [group.join(".")],
    resources: [subresource === undefined ? plural : `${plural}/${subresource}`],
    verbs: [verb],
  };
}

export const READ_RIGHTS = rightsOf([...RIGHTS.reads, ...RIGHTS.clusterReads]);
export const WRITE_RIGHTS = new Set(Object.values(RIGHTS.actions).flat());
export const ALL_RIGHTS = new Set([...READ_RIGHTS, ...WRITE_RIGHTS, ...rightsOf(RIGHTS.events)]);

/** An aggregated API, which a simulated cluster's server hands on unread. */
const METRICS = /^\/apis\/metrics\.k8s\.io\/v1beta1\/(namespaces\/[^/]+\/)?pods$/;

type Asked = Pick<RequestRecord, "verb" | "resource" | "subresource" | "userAgent"> &
  Partial<Pick<RequestRecord, "path">>;

/** What the service itself asked a simulated cluster for; what the server tells anybody of itself needs no right. */
export function usedRights(requests: readonly Asked[]): Set<string> {
  return new Set(
    requests
      .filter(({ userAgent }) => userAgent === "kube-autofix")
      .flatMap(({ verb, path = "", resource, subresource }) => {
        if (METRICS.test(path)) return ["list pods.metrics.k8s.io"];
        if (verb === "other") return [];
        const of = resource.includes(".") ? resource : `${resource}.`;
        return [`${verb} ${of}${subresource === undefined ? "" : `/${subresource}`}`];
      }),
  );
}

/** Ends a simulated cluster. Throws where the service asked it for what the chart does not grant. */
export async function stopGranted(cluster: {
  stop(): Promise<void>;
  requests(): readonly RequestRecord[];
}): Promise<void> {
  await cluster.stop();
  assertGranted(cluster.requests());
}

/** What any account may ask of itself, and what the chart grants for the guard beside this file: for its bundle, by name. */
const BESIDE = new Set([
  "create selfsubjectaccessreviews.authorization.k8s.io",
  "get validatingwebhookconfigurations.admissionregistration.k8s.io",
]);

/** What the service asked for and the chart does not grant: on a real cluster it would be refused. */
export function rightsMissing(requests: readonly Asked[]): string[] {
  // An owner of any kind at all is asked for; who may not see it goes without.
  const isOfOthers = (right: string) => /\.[a-z-]+\.[a-z.-]+$/.test(right) && !right.endsWith(".k8s.io");
  return [...usedRights(requests).difference(ALL_RIGHTS).difference(BESIDE)].filter(
    (right) => !isOfOthers(right),
  );
}

/** Throws where something is missing. */
export function assertGranted(requests: readonly Asked[]): void {
  const missing = rightsMissing(requests);
  if (missing.length > 0)
    throw new Error(`the chart's rights (charts/kube-autofix/files/rights.yaml) lack: ${missing.join(", ")}`);
}
