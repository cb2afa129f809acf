import { describeRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import { keysOf } from "../configuration/near-config.ts";
import { objectDraft } from "../evidence-drafts.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { referencesOf } from "../objects/references.ts";
import { endedContainer, lastLine } from "../program/ended-container.ts";
import { formatSeconds } from "../quantity.ts";
import { newestRevision } from "../revisions/last-good.ts";
import { changedAt, unreachableLines } from "../revisions/outside.ts";
import type { Signature } from "../signature.ts";
import { secondsSince } from "../since.ts";
import { troubleEvidence } from "../told.ts";

/** What parsers and programs say of a file that they cannot use. */
const REFUSED =
  /(?:syntax|parse|parsing|unmarshal|decode|decoding|scanner|lexer|yaml|json|toml|ini|xml|hocon|config(?:uration)?)\b.{0,80}\b(?:error|invalid|unexpected|failed|failure|cannot|could not|unknown|malformed|not allowed|expected)|\b(?:error|invalid|unexpected|failed|cannot|could not|unknown|malformed|bad|emerg)\b.{0,80}\b(?:syntax|parse|parsing|unmarshal|decode|yaml|json|toml|xml|config(?:uration)?|directive|token|key|field)|mapping values are not allowed|did not find expected|unknown directive|\[emerg\]/i;

/** A place in a file: line, and perhaps column. */
const LOCATED = /:\d{1,6}(?::\d{1,6})?: |\bline \d{1,6}\b/i;

/** The program refuses a file, or a value, that a ConfigMap holds: most telling where that was edited a short while ago. */
export const configContentInvalid: Signature = {
  name: "config-content-invalid",
  family: "configuration",
  explains: [
    {
      cause: "config-content-invalid",
      evidence: [
        "the log names a file or key of a ConfigMap and refuses it",
        "when the ConfigMap was written last",
      ],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const ended = endedContainer(facts, ["crash", "failed", "not-ready"]);
    if (ended === undefined || facts.template === undefined || ended.isKilledByProbe) return [];
    const names = new Set(
      referencesOf(facts.template).flatMap((one) =>
        one.of === "ConfigMap" && one.via !== "env" ? [one.name] : [],
      ),
    );
    const read = facts.around.configMaps.filter(({ metadata }) => names.has(metadata.name));
    const namedIn = (text: string) =>
      read.filter((item) => keysOf(item).some((key) => key.length > 2 && text.includes(key)));
    const refused = lastLine(ended.lines, REFUSED);
    const located = ended.lines.findLast((text) => LOCATED.test(text) && namedIn(text).length > 0);
    const line = refused ?? located?.slice(0, 300);
    if (line === undefined || unreachableLines(facts, ended.trouble).includes(line)) return [];
    const named = namedIn(line);
    const suspect =
      named.length === 1 ? named[0] : named.length === 0 && read.length === 1 ? read[0] : undefined;
    if (suspect === undefined) return [];
    const isNamed = named.length === 1;
    const isEdited = wasEdited(facts, suspect);
    if (!isNamed && !isEdited) return [];
    return [
      found("config-content-invalid", {
        // Where a rollout changed the template too, that may be what no longer fits the file.
        confidence: isNamed && isEdited ? 0.92 : 0.72,
        object: refOf(suspect),
        sentence: `${describeRef(facts.object)} refuses what ConfigMap ${suspect.metadata.name} holds${isEdited ? `, which was written ${formatSeconds(secondsSince(facts.at, changedAt(suspect)))} ago` : ""}: ${line.trim()}.`,
        support: [
          ...troubleEvidence(facts, ended.trouble),
          objectDraft(
            { kind: "ConfigMap", namespace: facts.object.namespace, name: suspect.metadata.name },
            changedAt(suspect),
            `ConfigMap ${suspect.metadata.name} was written last${writer(suspect)}`,
          ),
        ],
        advice: adviceFor(facts, suspect),
      }),
    ];
  },
};

/** Written after the workload came to be, and not long before the trouble. */
function wasEdited(facts: Facts, configMap: KubernetesObject): boolean {
  const at = changedAt(configMap);
  const created = configMap.metadata.creationTimestamp ?? "";
  const began = facts.workload.metadata.creationTimestamp ?? newestRevision(facts)?.servedFrom ?? "";
  return secondsSince(at, created) > 5 && secondsSince(at, began) > 5 && secondsSince(facts.at, at) < 86_400;
}

function writer({ metadata }: KubernetesObject): string {
  const last = (metadata.managedFields ?? []).at(-1)?.manager;
  return last === undefined ? "" : ` by ${last}`;
}

function adviceFor(facts: Facts, configMap: KubernetesObject) {
  const { namespace, kind, name } = facts.object;
  const map = configMap.metadata.name;
  return [
    {
      text: "Compare with what was there before, in the repository that it comes from or in its last applied form",
      command: `kubectl diff -f FILE; kubectl get configmap ${map} -n ${namespace} -o yaml`,
    },
    {
      text: "Correct it, then start the pods anew: they read it at their start",
      command: `kubectl edit configmap ${map} -n ${namespace} && kubectl rollout restart -n ${namespace} ${kind.toLowerCase()}/${name}`,
    },
  ];
}
