import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import type { ControllerRevision, LabelSelector, Labels, PodTemplate } from "../store/objects.ts";
import { sameJson } from "../store/same-json.ts";
import { templateHash } from "../store/template-hash.ts";
import { MANAGER, ownedBy, ownerReference } from "./controller.ts";

const REVISIONS = "controllerrevisions.apps";
export const REVISION_LABEL = "controller-revision-hash";

interface Owner extends KubernetesObject {
  spec: { selector: LabelSelector; template: PodTemplate; revisionHistoryLimit?: number };
}

const templateOf = (revision: ControllerRevision): PodTemplate => {
  const { $patch: _, ...template } = revision.data.spec.template;
  return template;
};

export const revisionsOf = (api: ApiMachinery, owner: KubernetesObject): ControllerRevision[] =>
  ownedBy<ControllerRevision>(api, REVISIONS, owner).toSorted((a, b) => a.revision - b.revision);

/** The revision of the present template, made or, where the template was there before, put last again. */
export function syncControllerRevision(api: ApiMachinery, owner: Owner): ControllerRevision {
  const all = revisionsOf(api, owner);
  const last = all.at(-1)?.revision ?? 0;
  const found = all.find((revision) => sameJson(templateOf(revision), owner.spec.template));
  if (found && found.revision === last) return found;
  if (found) return api.update(REVISIONS, { ...found, revision: last + 1 }, MANAGER) as ControllerRevision;
  const hash = templateHash(owner.spec.template);
  const labels: Labels = { ...owner.spec.template.metadata?.labels, [REVISION_LABEL]: hash };
  return api.create(
    REVISIONS,
    {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: {
        name: `${owner.metadata.name}-${hash}`,
        namespace: owner.metadata.namespace ?? "default",
        labels,
        ...(owner.metadata.annotations && { annotations: owner.metadata.annotations }),
        ownerReferences: [ownerReference(owner)],
      },
      data: { spec: { template: { $patch: "replace", ...owner.spec.template } } },
      revision: last + 1,
    },
    MANAGER,
  ) as ControllerRevision;
}

/** Forgets the oldest revisions that no pod is of. */
export function trimRevisions(api: ApiMachinery, owner: Owner, inUse: ReadonlySet<string>): void {
  const idle = revisionsOf(api, owner).filter(({ metadata }) => !inUse.has(metadata.name));
  const surplus = idle.length - (owner.spec.revisionHistoryLimit ?? 10);
  for (const { metadata } of idle.slice(0, Math.max(0, surplus)))
    api.remove(REVISIONS, metadata.namespace ?? "", metadata.name, {});
}
