import type { JsonPatch } from "../../domain/json-patch.ts";
import type { MemoryCase } from "../../domain/memory-case.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { formatMemory, tryParseMemory } from "../../kubernetes/quantity.ts";
import { scaledRequest } from "../sizing/scaled-request.ts";
import type { TargetLimit } from "../sizing/target-limit.ts";
import { type FoundContainer, findContainer } from "./pod-template.ts";

export interface MemoryChange {
  patch: JsonPatch;
  inverse: JsonPatch;
  fromLimitBytes: number;
  toLimitBytes: number;
  fromRequestBytes: number | null;
  toRequestBytes: number | null;
  limitPointer: string;
}

/** The operations that move limit and request of one container; undefined where it has no memory limit. */
export function memoryChange(
  object: KubernetesObject,
  memory: Pick<MemoryCase, "container">,
  target: Pick<TargetLimit, "bytes">,
): MemoryChange | undefined {
  const found = findContainer(object, memory.container);
  const limit = found?.container.resources?.limits?.memory;
  const fromLimitBytes = tryParseMemory(limit);
  if (found === undefined || fromLimitBytes === undefined) return undefined;
  const request = found.container.resources?.requests?.memory;
  const fromRequestBytes = tryParseMemory(request) ?? null;
  const toRequestBytes = scaledRequest(fromLimitBytes, fromRequestBytes, target.bytes);
  const patch: JsonPatch = [];
  const inverse: JsonPatch = [];
  const name = { op: "test", path: `${found.pointer}/name`, value: memory.container } as const;
  const uid = { op: "test", path: "/metadata/uid", value: object.metadata.uid ?? "" } as const;
  patch.push(uid, name, ...programTests(found));
  inverse.push(uid, name);
  const replace = (path: string, from: unknown, to: unknown) => {
    patch.push({ op: "test", path, value: from }, { op: "replace", path, value: to });
    inverse.push({ op: "test", path, value: to }, { op: "replace", path, value: from });
  };
  const limitPointer = `${found.pointer}/resources/limits/memory`;
  replace(limitPointer, limit, formatMemory(target.bytes));
  if (request !== undefined && toRequestBytes !== null && toRequestBytes !== fromRequestBytes)
    replace(`${found.pointer}/resources/requests/memory`, request, formatMemory(toRequestBytes));
  return {
    patch,
    inverse,
    fromLimitBytes,
    toLimitBytes: target.bytes,
    fromRequestBytes,
    toRequestBytes,
    limitPointer,
  };
}

/** The size was worked out for this program: another image or other arguments have another need. */
function programTests({ container, pointer }: FoundContainer): JsonPatch {
  return PROGRAM.map((key) => ({ op: "test", path: `${pointer}/${key}`, value: container[key] ?? null }));
}

const PROGRAM = ["image", "command", "args"] as const;

/** Whether a `test` is of what runs, and not of a field that changes. */
export function isProgramPointer(pointer: string): boolean {
  return PROGRAM.some((key) => pointer.endsWith(`/${key}`));
}
