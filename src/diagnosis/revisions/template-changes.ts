import { canonicalJson } from "../../core/json.ts";
import { redact } from "../../core/redact.ts";
import { declaredNeed } from "../needs/declared-need.ts";
import type { ContainerFact, PodTemplate } from "../objects/pod-template.ts";
import { formatBytes } from "../quantity.ts";

export interface TemplateChange {
  kind: "memory-lowered" | "memory-raised" | "image" | "need-grew" | "other";
  text: string;
}

const MAX_TEXT = 160;

/** What a rollout changed that could matter to memory, told for people; labels and annotations alone are nothing. */
export function changesBetween(good: PodTemplate, bad: PodTemplate, container: string): TemplateChange[] {
  const before = good.containers.find(({ name }) => name === container);
  const after = bad.containers.find(({ name }) => name === container);
  if (before === undefined || after === undefined)
    return [{ kind: "other", text: `container ${container} is new` }];
  return [...containerChanges(before, after), ...restChanges(good, bad, container)];
}

function containerChanges(before: ContainerFact, after: ContainerFact): TemplateChange[] {
  const changes: TemplateChange[] = [];
  const { limitBytes: from } = before;
  const { limitBytes: to } = after;
  if (from !== to) {
    const isLowered = to !== null && (from === null || to < from);
    const size = (bytes: number | null) => (bytes === null ? "none" : formatBytes(bytes));
    changes.push({
      kind: isLowered ? "memory-lowered" : "memory-raised",
      text: `memory limit ${size(from)} -> ${size(to)}`,
    });
  }
  if (before.spec.image !== after.spec.image) {
    changes.push({ kind: "image", text: cut(`image ${before.spec.image} -> ${after.spec.image}`) });
  }
  const needBefore = declaredNeed(before.spec);
  const needAfter = declaredNeed(after.spec);
  if ((needAfter?.bytes ?? 0) > (needBefore?.bytes ?? 0)) {
    const was = needBefore === undefined ? "nothing" : formatBytes(needBefore.bytes);
    changes.push({
      kind: "need-grew",
      text: `declared need ${was} -> ${formatBytes(needAfter?.bytes ?? 0)} (${needAfter?.from})`,
    });
  }
  const words = (spec: ContainerFact["spec"]) => [...(spec.command ?? []), ...(spec.args ?? [])];
  if (!isEqual(words(before.spec), words(after.spec)))
    changes.push({ kind: "other", text: "command or arguments" });
  if (!isEqual(before.spec.env ?? [], after.spec.env ?? []))
    changes.push({ kind: "other", text: "environment" });
  return changes;
}

/** Everything else of the pod's specification, sizes of the container itself left out. */
function restChanges(good: PodTemplate, bad: PodTemplate, container: string): TemplateChange[] {
  const known = new Set(["image", "command", "args", "env", "resources"]);
  const strip = (list: unknown) =>
    Array.isArray(list)
      ? list.map((item: Record<string, unknown>) =>
          item.name === container
            ? Object.fromEntries(Object.entries(item).filter(([key]) => !known.has(key)))
            : item,
        )
      : list;
  const rest = ({ raw }: PodTemplate) => {
    const spec = raw.spec as Record<string, unknown>;
    return { ...spec, containers: strip(spec.containers), initContainers: strip(spec.initContainers) };
  };
  return isEqual(rest(good), rest(bad))
    ? []
    : [{ kind: "other", text: "other parts of the pod's specification" }];
}

const isEqual = (a: unknown, b: unknown) => canonicalJson(a) === canonicalJson(b);
const cut = (text: string) => redact(text).slice(0, MAX_TEXT);
