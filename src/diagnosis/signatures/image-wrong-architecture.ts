import { describeRef } from "../../domain/object-ref.ts";
import { found } from "../found.ts";
import { endedContainer, lastLine } from "../program/ended-container.ts";
import type { Signature } from "../signature.ts";
import { troubleEvidence } from "../told.ts";

/** The kernel's answer (ENOEXEC), as runtimes and shells pass it on. */
const FORMAT = /exec format error|cannot execute binary file/i;

/** The image is there, and the processor cannot run what is in it. */
export const imageWrongArchitecture: Signature = {
  name: "image-wrong-architecture",
  family: "images",
  explains: [
    {
      cause: "image-wrong-architecture",
      evidence: ["the runtime's or the log's words: exec format error"],
      repairs: ["RollBackRevision"],
    },
  ],
  diagnose(facts) {
    const ended = endedContainer(facts, ["start", "crash", "failed"]);
    if (ended === undefined) return [];
    const said = FORMAT.test(ended.trouble.words) ? ended.trouble.words : lastLine(ended.lines, FORMAT);
    // A program that works may speak of others' formats; one that never ran says nothing else.
    if (said === undefined || ended.ranSeconds > 5) return [];
    const { container, pod } = ended.trouble;
    const node = facts.around.nodes.find(({ metadata }) => metadata.name === pod?.node);
    const architecture = node?.metadata.labels?.["kubernetes.io/arch"];
    return [
      found("image-wrong-architecture", {
        confidence: 0.94,
        sentence: `Image ${container?.spec.image} of container ${container?.name} of ${describeRef(facts.object)} was built for another processor than that of node ${pod?.node}${architecture === undefined ? "" : ` (${architecture})`}: exec format error.`,
        support: troubleEvidence(facts, ended.trouble),
        advice: [
          {
            text: "Build the image for the nodes' platform, or place the pod on nodes of the image's",
            command: "kubectl get nodes -L kubernetes.io/arch",
          },
        ],
      }),
    ];
  },
};
