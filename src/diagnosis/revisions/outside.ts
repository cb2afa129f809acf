import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import { failedCall } from "../logs/failed-call.ts";
import { referencesOf } from "../objects/references.ts";
import { saidBy } from "../told.ts";
import type { Trouble } from "../troubles/trouble.ts";
import type { Change } from "./what-changed.ts";

/** When the data of a ConfigMap was last written, by the API server's clock; its creation where nothing else is known. */
export function changedAt(object: KubernetesObject): string {
  const times = (object.metadata.managedFields ?? []).flatMap((entry) => {
    const { time, fieldsV1 } = recordOf(entry);
    const fields = recordOf(fieldsV1);
    const isData = fieldsV1 === undefined || "f:data" in fields || "f:binaryData" in fields;
    return typeof time === "string" && isData ? [time] : [];
  });
  const all = [object.metadata.creationTimestamp ?? "", ...times].filter((at) =>
    Number.isFinite(Date.parse(at)),
  );
  return all.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? "";
}

/** ConfigMaps that the present template reads and whose data changed after `since`. */
export function configsChangedSince(facts: Facts, since: string): KubernetesObject[] {
  if (facts.template === undefined) return [];
  const names = new Set(
    referencesOf(facts.template).flatMap(({ of, name }) => (of === "ConfigMap" ? [name] : [])),
  );
  return facts.around.configMaps.filter(
    (item) => names.has(item.metadata.name) && Date.parse(changedAt(item)) > Date.parse(since),
  );
}

/** How programs and libraries say that another one could not be reached. */
const UNREACHABLE =
  /connection refused|ECONNREFUSED|no such host|could not resolve|name or service not known|temporary failure in name resolution|ENOTFOUND|EAI_AGAIN|UnknownHostException|i\/o timeout|ETIMEDOUT|connection timed out|no route to host|EHOSTUNREACH|connection reset by peer|server misbehaving|could not connect to|can't connect to|failed to connect to/i;
const MAX_LINES = 200;

/** The last lines in which the program complains that something it calls does not answer. */
export function unreachableLines(facts: Facts, trouble: Trouble): string[] {
  const lines = saidBy(facts, trouble).split("\n").slice(-MAX_LINES);
  return lines
    .filter((line) => UNREACHABLE.test(line) && failedCall(line)?.problem !== "denied")
    .map((line) => line.slice(0, 300));
}

/** Fields of a pod that decide who answers for names. */
const DECIDES_NAMES: ReadonlySet<string> = new Set(["dnsPolicy", "dnsConfig", "hostNetwork", "hostAliases"]);

/** Whether a word of the line (a host, a port, a path) came with these changes and was not there before. */
export function comesFrom(changes: readonly Change[], line: string): boolean {
  const problem = failedCall(line)?.problem;
  const isOfNames = problem === "name" || problem === "resolver";
  if (isOfNames && changes.some(({ name }) => DECIDES_NAMES.has(name))) return true;
  const words = line.toLowerCase().match(/[a-z0-9][a-z0-9._-]{2,252}/g) ?? [];
  const text = (value: unknown) => (JSON.stringify(value) ?? "").toLowerCase();
  return changes.some(({ from, to }) => {
    const [before, after] = [text(from), text(to)];
    return words.some((word) => isTelling(word) && after.includes(word) && !before.includes(word));
  });
}

/** Words that many lines and many settings have tell nothing. */
const COMMON = new Set([
  "error",
  "failed",
  "connection",
  "refused",
  "http",
  "https",
  "tcp",
  "dial",
  "the",
  "host",
  "port",
  "name",
  "timeout",
]);
const isTelling = (word: string) => !COMMON.has(word) && !/^\d{1,3}$/.test(word);
