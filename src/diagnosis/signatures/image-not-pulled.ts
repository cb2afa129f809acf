import type { NextStep } from "../../domain/handover.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Candidate } from "../candidate.ts";
import { canChangeTemplate } from "../changeable.ts";
import type { Facts } from "../facts.ts";
import { found } from "../found.ts";
import { meantImage, provenImages } from "../images/proven.ts";
import { type PullFailure, pullFailureOf } from "../images/pull-failure.ts";
import { parseImage, writtenLike } from "../images/reference.ts";
import { referencesOf } from "../objects/references.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";
import type { Trouble } from "../troubles/trouble.ts";
import { troublesOf } from "../troubles/troubles-of.ts";

const IMAGE = "container-status: ErrImagePull, ImagePullBackOff and the registry's words";

/** The image cannot be had: what the registry, or the kubelet before it, says of why. */
export const imageNotPulled: Signature = {
  name: "image-not-pulled",
  family: "images",
  explains: [
    {
      cause: "image-not-found",
      evidence: [IMAGE, "images that run elsewhere, or that nodes hold"],
      repairs: ["SetImage"],
    },
    { cause: "image-pull-denied", evidence: [IMAGE, "the pull secrets that the pod names"], repairs: [] },
    { cause: "image-registry-unavailable", evidence: [IMAGE, "how long it lasts"], repairs: [] },
    { cause: "image-name-invalid", evidence: ["container-status: InvalidImageName"], repairs: ["SetImage"] },
    { cause: "image-not-on-node", evidence: ["container-status: ErrImageNeverPull"], repairs: [] },
    {
      cause: "image-wrong-architecture",
      evidence: ["the manifest has no entry for the node's platform"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const all = troublesOf(facts);
    const troubles = all.filter(({ kind }) => kind === "image");
    // The newest revision's pods tell what is to be repaired: what an older one could not pull is history once they have
    // a trouble of their own.
    const { targetRevision } = facts.rollout;
    const isPast = targetRevision !== "" && all.some(({ revision }) => revision === targetRevision);
    const trouble =
      troubles.find(({ revision }) => revision === targetRevision) ?? (isPast ? undefined : troubles[0]);
    if (trouble === undefined) return [];
    return [candidate(facts, trouble, pullFailureOf(trouble.reason, trouble.words))];
  },
};

function candidate(facts: Facts, trouble: Trouble, failure: PullFailure): Candidate {
  const image = trouble.container?.spec.image ?? "";
  const who = `Container ${trouble.container?.name} of ${describeRef(facts.object)}`;
  const support = troubleEvidence(facts, trouble);
  const common = { support, sentence: "" };
  switch (failure) {
    case "never":
      return found("image-not-on-node", {
        ...common,
        confidence: 0.95,
        sentence: `${who} may not pull its image ${image} (imagePullPolicy Never), and node ${trouble.pod?.node} does not have it.`,
        advice: [policyStep(facts)],
      });
    case "invalid":
      return meant(facts, trouble, {
        cause: "image-name-invalid",
        confidence: 0.95,
        sentence: `${who} names an image that is no valid reference: ${image}.`,
      });
    case "wrong-architecture":
      return found("image-wrong-architecture", {
        ...common,
        confidence: 0.95,
        sentence: `${who} has an image without a build for the processor of node ${trouble.pod?.node}: ${image}.`,
        advice: [
          {
            text: "Build the image for the nodes' platform, or place the pod on nodes of the image's",
            command: "kubectl get nodes -L kubernetes.io/arch",
          },
        ],
      });
    case "unavailable":
      return {
        ...found("image-registry-unavailable", {
          ...common,
          confidence: 0.85,
          sentence: `The registry of ${image} does not answer, so ${who.replace(/^C/, "c")} cannot start; the kubelet tries again by itself.`,
          advice: [
            {
              text: "See whether the registry answers from the node",
              command: `kubectl get events -n ${facts.object.namespace} --field-selector reason=Failed`,
            },
          ],
        }),
        waitFor: { seconds: 840, reason: "the registry does not answer, and the pull is being tried again" },
      };
    case "denied":
      return denied(facts, trouble);
    case "not-found":
      return meant(facts, trouble, {
        cause: "image-not-found",
        confidence: 0.93,
        sentence: `${who} names an image that its registry does not have: ${image}.`,
      });
    default:
      return found("image-registry-unavailable", {
        ...common,
        confidence: 0.4,
        sentence: `${who} cannot pull its image ${image}, and the words of the runtime do not tell why.`,
      });
  }
}

/**
 * Registries answer alike for a repository that does not exist and for one that is private: Docker Hub says so, others
 * refuse whoever shows no credentials. A near name that is proven in the same registry is then the better answer.
 */
function denied(facts: Facts, trouble: Trouble): Candidate {
  const image = trouble.container?.spec.image ?? "";
  const who = `Container ${trouble.container?.name} of ${describeRef(facts.object)}`;
  const isAmbiguous = /does not exist or may require authorization/.test(trouble.words);
  const byName = meant(facts, trouble, {
    cause: "image-not-found",
    confidence: 0.75,
    sentence: `${who} names an image that its registry does not show: ${image}.`,
  });
  const secrets =
    facts.template === undefined
      ? []
      : referencesOf(facts.template).filter(({ via }) => via === "pull-secret");
  const names = secrets.map(({ name }) => name);
  const isOfAnotherName =
    byName.repair?.type === "SetImage" &&
    parseImage(byName.repair.parameters.to)?.repository !== parseImage(image)?.repository;
  if (byName.repair != null && (isAmbiguous || (names.length === 0 && isOfAnotherName))) return byName;
  const missing = facts.events.find(({ reason }) => reason === "FailedToRetrieveImagePullSecret");
  const credentials =
    names.length === 0
      ? "the pod names no pull secret"
      : missing !== undefined
        ? `the pull secret is missing: ${missing.message}`
        : `the pull secrets (${names.join(", ")}) are not accepted`;
  return found("image-pull-denied", {
    confidence: 0.9,
    sentence: `The registry refuses ${image} to ${who.replace(/^C/, "c")}: ${credentials}${isAmbiguous ? ", or the repository does not exist" : ""}.`,
    support: troubleEvidence(facts, trouble),
    advice: [
      {
        text: "Give the namespace working credentials for the registry",
        command: `kubectl create secret docker-registry ${names[0] ?? "registry-credentials"} -n ${facts.object.namespace} --docker-server=${parseImage(image)?.registry ?? "REGISTRY"} --docker-username=USER --docker-password=PASSWORD`,
      },
      ...(names.length === 0 ? [pullSecretStep(facts)] : []),
    ],
  });
}

/** With the image that was probably meant, where one is proven to exist. */
function meant(
  facts: Facts,
  trouble: Trouble,
  is: { cause: "image-not-found" | "image-name-invalid"; confidence: number; sentence: string },
): Candidate {
  const { container } = trouble;
  const image = container?.spec.image ?? "";
  const wanted = parseImage(image.toLowerCase().trim());
  const proven = wanted && meantImage(wanted, provenImages(facts));
  const support = troubleEvidence(facts, trouble);
  if (proven === undefined || container === undefined) {
    return found(is.cause, { ...is, support, advice: [imageStep(facts, container?.name ?? "CONTAINER")] });
  }
  const to = writtenLike(image, proven.image);
  const basis = `${to} exists: ${proven.by}`;
  const isInTemplate = facts.template?.containers.some(
    ({ name, spec }) => name === container.name && spec.image === image,
  );
  return found(is.cause, {
    ...is,
    sentence: `${is.sentence.replace(/\.$/, "")}; ${basis}.`,
    support: [
      ...support,
      { kind: "specification", source: "kubectl get pods -A -o wide", at: facts.at, text: basis },
    ],
    repair:
      isInTemplate && canChangeTemplate(facts)
        ? {
            type: "SetImage",
            target: facts.object,
            isExclusive: true,
            parameters: { container: container.name, from: image, to, basis },
          }
        : null,
    advice: [imageStep(facts, container.name, to)],
  });
}

function imageStep(facts: Facts, container: string, image = "IMAGE"): NextStep {
  const { kind, namespace, name } = facts.object;
  return {
    text: "Name an image that exists",
    command: `kubectl set image -n ${namespace} ${kind.toLowerCase()}/${name} ${container}=${image}`,
  };
}

const policyStep = (facts: Facts): NextStep => ({
  text: "Load the image onto the node, or let the kubelet pull it (imagePullPolicy: IfNotPresent)",
  command: `kubectl edit -n ${facts.object.namespace} ${facts.object.kind.toLowerCase()}/${facts.object.name}`,
});

const pullSecretStep = (facts: Facts): NextStep => ({
  text: "Let the pod use it",
  command: `kubectl patch -n ${facts.object.namespace} ${facts.object.kind.toLowerCase()} ${facts.object.name} -p '{"spec":{"template":{"spec":{"imagePullSecrets":[{"name":"registry-credentials"}]}}}}'`,
});
