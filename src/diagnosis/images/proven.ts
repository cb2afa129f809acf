import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import type { Facts } from "../facts.ts";
import { editDistance, nearness } from "../near-name.ts";
import { templateOf } from "../objects/pod-template.ts";
import { type ImageReference, parseImage } from "./reference.ts";

/** An image that is known to exist, for something runs it or a node holds it. */
export interface ProvenImage {
  image: ImageReference;
  by: string;
}

/** Images of ready workloads of the namespace, then those that nodes hold. */
export function provenImages(facts: Facts): ProvenImage[] {
  const ofWorkloads = facts.around.workloads
    .filter(isReady)
    .flatMap((workload) =>
      (templateOf(workload)?.containers ?? []).flatMap(({ spec }) =>
        proven(spec.image ?? "", `${workload.kind} ${workload.metadata.name} runs it`),
      ),
    );
  const ofNodes = facts.around.nodes.flatMap((node) => {
    const { images } = recordOf(node.status);
    const names = (Array.isArray(images) ? images : []).flatMap((one) => {
      const { names: own } = recordOf(one);
      return Array.isArray(own) ? own.filter((name) => typeof name === "string") : [];
    });
    return names.flatMap((name) => proven(name, `node ${node.metadata.name} holds it`));
  });
  const all = [...ofWorkloads, ...ofNodes];
  const keyOf = ({ image }: ProvenImage) => `${image.registry}/${image.repository}:${image.tag}`;
  return all.filter((one, index) => all.findIndex((other) => keyOf(other) === keyOf(one)) === index);
}

function proven(text: string, by: string): ProvenImage[] {
  const image = parseImage(text);
  return image === undefined || image.tag === "" ? [] : [{ image, by }];
}

function isReady({ kind, spec, status }: { kind: string; spec?: unknown; status?: unknown }): boolean {
  const said = recordOf(status);
  const ready = kind === "DaemonSet" ? said.numberReady : said.readyReplicas;
  const updated = kind === "DaemonSet" ? said.updatedNumberScheduled : said.updatedReplicas;
  const wanted = kind === "DaemonSet" ? said.desiredNumberScheduled : (recordOf(spec).replicas ?? 1);
  return typeof ready === "number" && ready > 0 && ready === wanted && (updated ?? wanted) === wanted;
}

/** The one image that is proven and that the wanted one is most likely a slip of; undefined where several could be. */
export function meantImage(wanted: ImageReference, known: readonly ProvenImage[]): ProvenImage | undefined {
  const others = known.filter(({ image }) => image.registry === wanted.registry);
  const sameName = others.filter(
    ({ image }) => image.repository === wanted.repository && image.tag !== wanted.tag,
  );
  if (sameName.length > 0) return nearestTag(wanted.tag, sameName);
  const nearName = others.filter(({ image }) => nearness(wanted.repository, image.repository) === "typo");
  const repositories = new Set(nearName.map(({ image }) => image.repository));
  if (repositories.size !== 1) return undefined;
  return nearName.find(({ image }) => image.tag === wanted.tag) ?? nearestTag(wanted.tag, nearName);
}

function nearestTag(tag: string, among: readonly ProvenImage[]): ProvenImage | undefined {
  const ordered = among
    .map((one) => ({ one, distance: editDistance(tag, one.image.tag) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [first, second] = ordered;
  return second !== undefined && second.distance === first?.distance ? undefined : first?.one;
}
