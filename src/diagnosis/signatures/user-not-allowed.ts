import { describeRef } from "../../domain/object-ref.ts";
import { found } from "../found.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

/** Source: pkg/kubelet/kuberuntime/security_context_others.go. */
const REFUSED =
  /runAsNonRoot and (?:image will run as root|image has non-numeric user|runAsUser)|container's runAsUser breaks non-root policy|runAsUser breaks non-root policy/;

/** The kubelet may not start the container as the user that its image, or its own security context, names. */
export const userNotAllowed: Signature = {
  name: "user-not-allowed",
  family: "configuration",
  explains: [
    {
      cause: "user-not-allowed",
      evidence: ["container-status: CreateContainerConfigError with runAsNonRoot"],
      repairs: ["RollBackRevision"],
    },
  ],
  diagnose(facts) {
    const trouble = troublesOf(facts).find(({ kind, words }) => kind === "config" && REFUSED.test(words));
    if (trouble === undefined) return [];
    const { namespace, kind, name } = facts.object;
    const isNamed = /non-numeric user/.test(trouble.words);
    return [
      found("user-not-allowed", {
        confidence: 0.94,
        sentence: `Container ${trouble.container?.name} of ${describeRef(facts.object)} must not run as root (runAsNonRoot), and ${isNamed ? "its image names a user that cannot be checked" : "its image runs as root"}: ${trouble.container?.spec.image}.`,
        support: troubleEvidence(facts, trouble),
        advice: [
          {
            text: "Give the container a user id that is not 0 and that its files belong to (securityContext.runAsUser), or an image that runs as another user",
            command: `kubectl edit -n ${namespace} ${kind.toLowerCase()}/${name}`,
          },
        ],
      }),
    ];
  },
};
