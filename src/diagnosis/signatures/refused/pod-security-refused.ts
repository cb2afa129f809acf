import { describeRef } from "../../../domain/object-ref.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { refusedScene } from "../../refusals/refused-scene.ts";
import { unlessNew } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";

/** The namespace's Pod Security level forbids what the template asks for. */
export const podSecurityRefused: Signature = {
  name: "pod-security-refused",
  family: "access",
  explains: [
    {
      cause: "pod-security-refused",
      evidence: ["the condition ReplicaFailure and FailedCreate events, in the API server's own words"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const scene = refusedScene(facts);
    if (scene?.refusal.kind !== "pod-security") return [];
    const { level, demands } = scene.refusal;
    const { namespace } = facts.object;
    return [
      found("pod-security-refused", {
        confidence: unlessNew(facts, 0.97, (spec) => [spec.securityContext, spec.containers]),
        sentence: `No pod of ${describeRef(facts.object)} is created: the namespace's Pod Security level ${level} forbids what its template asks for: ${demands}.`,
        support: scene.support,
        advice: [
          {
            text: "Bring the template to what the level demands; the program may then lack rights that it relied on",
            manifest: demandedManifest(facts, demands),
          },
          {
            text: `Or lower the level of the namespace, if these pods must have it`,
            command: `kubectl label namespace ${namespace} pod-security.kubernetes.io/enforce=LEVEL --overwrite`,
          },
        ],
      }),
    ];
  },
};

const DEMANDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/allowPrivilegeEscalation/, ["allowPrivilegeEscalation: false"]],
  [/unrestricted capabilities|non-default capabilities/, ["capabilities:", "  drop: [ALL]"]],
  [
    /runAsNonRoot|runAsUser/,
    ["runAsNonRoot: true", "# with a runAsUser other than 0 if the image names none"],
  ],
  [/seccompProfile/, ["seccompProfile:", "  type: RuntimeDefault"]],
  [/privileged/, ["privileged: false"]],
];

/** The part of the template that the demands are about, for a person to merge. */
function demandedManifest({ template }: Facts, demands: string): string {
  const lines = DEMANDS.flatMap(([form, fields]) => (form.test(demands) ? fields : []));
  const containers = (template?.containers ?? []).filter(({ name }) => demands.includes(`"${name}"`));
  const all = containers.length > 0 ? containers : (template?.containers ?? []);
  const context = lines.map((line) => `          ${line}`).join("\n");
  const body = all
    .map(({ name }) => `      - name: ${name}\n        securityContext:\n${context}`)
    .join("\n");
  const rest = /host namespaces|hostPath|hostPort/.test(demands)
    ? `# and without: ${demands.slice(0, 300)}\n`
    : "";
  return `${rest}spec:\n  template:\n    spec:\n      containers:\n${body}\n`;
}
