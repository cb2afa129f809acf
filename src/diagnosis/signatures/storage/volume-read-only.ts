import { describeRef } from "../../../domain/object-ref.ts";
import { recordOf } from "../../../kubernetes/kubernetes-object.ts";
import { logDraft } from "../../evidence-drafts.ts";
import type { Facts } from "../../facts.ts";
import { found } from "../../found.ts";
import { lineWith } from "../../logs/log-lines.ts";
import { unlessRelease } from "../../revisions/brought-by-newest.ts";
import type { Signature } from "../../signature.ts";
import { pathIn, volumeAt } from "../../storage/claims-of.ts";

const READ_ONLY = /read-only file ?system|\bEROFS\b|ReadOnlyFileSystemException/i;

/** The program must write where it may only read. */
export const volumeReadOnly: Signature = {
  name: "volume-read-only",
  family: "storage",
  explains: [
    {
      cause: "volume-read-only",
      evidence: ["the log: a read-only file system; the mounts and the security context"],
      repairs: [],
    },
  ],
  diagnose(facts) {
    const line = lineWith(facts, READ_ONLY);
    if (line === undefined) return [];
    const { namespace, kind, name } = facts.object;
    const { container } = line.log;
    const path = pathIn(line.text);
    const mount = path === undefined ? undefined : volumeAt(facts, container, path);
    const isRoot = mount === undefined && isRootReadOnly(facts, container);
    const why = isRoot
      ? "its root file system is locked (readOnlyRootFilesystem)"
      : mount?.isReadOnly
        ? `volume ${mount.volume} is mounted for reading only`
        : mount !== undefined
          ? `volume ${mount.volume} is read-only: a ConfigMap or Secret always is, and a disk becomes so after errors`
          : "the file system is read-only";
    const folder = path?.replace(/\/[^/]*$/, "") || "/tmp";
    return [
      found("volume-read-only", {
        confidence: unlessRelease(facts, isRoot || mount?.isReadOnly ? 0.95 : 0.85),
        sentence: `Container ${container} of ${describeRef(facts.object)} must write${path === undefined ? "" : ` to ${path}`}, and cannot: ${why}.`,
        support: [logDraft(line.log, namespace, line.text, facts.at)],
        advice: [
          isRoot
            ? {
                text: `Mount an empty volume at ${folder}; the root file system stays locked`,
                manifest: `spec:\n  template:\n    spec:\n      containers:\n      - name: ${container}\n        volumeMounts:\n        - name: scratch\n          mountPath: ${folder}\n      volumes:\n      - name: scratch\n        emptyDir: {}\n`,
              }
            : {
                text: "Mount it for writing, or let the program write elsewhere",
                command: `kubectl edit ${kind.toLowerCase()} -n ${namespace} ${name}`,
              },
        ],
      }),
    ];
  },
};

function isRootReadOnly({ template }: Facts, container: string): boolean {
  const spec = recordOf(template?.raw.spec);
  const all = [spec.containers, spec.initContainers]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(recordOf);
  const own = all.find(({ name }) => name === container);
  return recordOf(own?.securityContext).readOnlyRootFilesystem === true;
}
