import type { Action } from "../../domain/action.ts";
import type { Handover } from "../../domain/handover.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { formatMemory } from "../../kubernetes/quantity.ts";
import { shellQuoted } from "../kubectl.ts";

const RELEASE = "meta.helm.sh/release-name";
const RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";
const CHART_LABEL = "helm.sh/chart";

/** Helm writes the object once an upgrade: our change stands until then, which is said on the card. */
export function helmNote(object: KubernetesObject): string | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  const release = annotations[RELEASE];
  if (release === undefined && labels["app.kubernetes.io/managed-by"] !== "Helm") return undefined;
  return `Helm installed this object${release === undefined ? "" : ` (release ${release})`}: the next helm upgrade undoes the change unless the chart's values change too`;
}

/** What keeps the change through the next upgrade; nothing where Helm did not install the object or left no name of a release. */
export function helmSteps(object: KubernetesObject, actions: readonly Action[]): Handover["nextSteps"] {
  const command = helmCommand(object, actions);
  return command === undefined ? [] : [{ text: whyOf(actions), command }];
}

/** The same as a note beside a plan, where there is room for words alone. */
export function helmCommandNote(object: KubernetesObject, actions: readonly Action[]): string | undefined {
  const command = helmCommand(object, actions);
  return command === undefined ? undefined : `${whyOf(actions)}: ${command}`;
}

function whyOf(actions: readonly Action[]): string {
  return valuesOf(actions).length === 0
    ? "Which of the chart's values decides on it cannot be known here; these are in force"
    : "Keep the change through the next upgrade, if the chart names its values as most do";
}

function helmCommand(object: KubernetesObject, actions: readonly Action[]): string | undefined {
  const { labels = {}, annotations = {}, namespace = "" } = object.metadata;
  const release = annotations[RELEASE];
  if (release === undefined) return undefined;
  const name = shellQuotedWhereOdd(release);
  const where = ` --namespace ${shellQuotedWhereOdd(annotations[RELEASE_NAMESPACE] ?? namespace)}`;
  const values = valuesOf(actions);
  if (values.length === 0) return `helm get values ${name}${where} --all`;
  const { chart, version } = chartOf(labels[CHART_LABEL] ?? "");
  const sets = values.map(([key, value]) => ` --set ${shellQuotedWhereOdd(`${key}=${value}`)}`).join("");
  return `helm upgrade ${name} REPOSITORY/${chart}${version}${where} --reuse-values${sets}`;
}

/** "web-1.2.3" as Helm's charts write it: a chart and its version; the repository is recorded nowhere but in a Secret. */
function chartOf(label: string): { chart: string; version: string } {
  const [, chart, version] = /^(.+?)-(v?\d+\.\d+\.\d+.*)$/.exec(label) ?? [];
  // "+" is no letter of a label, so that charts write "_" for it.
  return chart === undefined || version === undefined
    ? { chart: "CHART", version: "" }
    : {
        chart: shellQuotedWhereOdd(chart),
        version: ` --version ${shellQuotedWhereOdd(version.replace("_", "+"))}`,
      };
}

/** A word of the command, quoted only where a shell would read more than a word in it. */
function shellQuotedWhereOdd(word: string): string {
  return /^[\w./:=+@-]+$/.test(word) ? word : shellQuoted(word);
}

type Value = readonly [key: string, value: string];

/** By the names that `helm create` gives and most charts keep; none for what these have no name for. */
function valuesOf(actions: readonly Action[]): Value[] {
  return actions.flatMap((action): Value[] => {
    switch (action.type) {
      case "SetMemoryLimit":
      case "ResizePod": {
        const { toLimitBytes, toRequestBytes } = action.parameters;
        return [
          ["resources.limits.memory", formatMemory(toLimitBytes)],
          ...(toRequestBytes === null
            ? []
            : [["resources.requests.memory", formatMemory(toRequestBytes)] as const]),
        ];
      }
      case "SetResources":
        return action.parameters.changes.map(({ bound, resource, to }) => [
          `resources.${bound}.${resource.replaceAll(".", "\\.")}`,
          to ?? "null",
        ]);
      case "SetScale":
        return [["replicaCount", String(action.parameters.to)]];
      case "SetImage":
        return valuesOfImage(action.parameters);
      default:
        return [];
    }
  });
}

/** The parts that are another one; a digest has no value of its own in most charts. */
function valuesOfImage({ from, to }: { from: string; to: string }): Value[] {
  const [old, fresh] = [partsOf(from), partsOf(to)];
  if (fresh === undefined || old === undefined) return [];
  const values: Value[] = [
    ["image.repository", fresh.repository],
    ["image.tag", fresh.tag],
  ];
  return values.filter(([key]) =>
    key === "image.tag" ? old.tag !== fresh.tag : old.repository !== fresh.repository,
  );
}

function partsOf(image: string): { repository: string; tag: string } | undefined {
  const [, repository, tag] = /^([^@]+?):([^:/@]+)$/.exec(image) ?? [];
  return repository === undefined || tag === undefined ? undefined : { repository, tag };
}
