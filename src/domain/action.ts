import { z } from "zod";
import { jsonPatchSchema } from "./json-patch.ts";
import { objectRefSchema } from "./object-ref.ts";

/** The closed list of changes that exist. What is not here cannot be expressed, and so cannot be done. */
export const ACTION_TYPES = ["SetMemoryLimit", "RollBackRevision", "ResizePod", "ReplaceStuckPods"] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

export const setMemoryLimitSchema = z.object({
  container: z.string(),
  containerKind: z.enum(["container", "init", "sidecar"]),
  fromLimitBytes: z.number(),
  toLimitBytes: z.number(),
  fromRequestBytes: z.number().nullable(),
  toRequestBytes: z.number().nullable(),
  /** Where the target size comes from, for people: "declared by --vm-bytes 200M, with 10 % overhead". */
  basis: z.string(),
  basisKind: z.enum(["earlier-revision", "declared", "sampled", "doubled"]),
});
export const rollBackRevisionSchema = z.object({
  toRevision: z.number(),
  fromRevision: z.number(),
  revisionObject: z.string(),
});
/** Deletes exactly the pods of the old revision that are not ready, each with its UID as a precondition. */
export const replaceStuckPodsSchema = z.object({ oldRevision: z.string() });

/** How an action proves that it held, in words and for the verifier. */
export const proofSpecSchema = z.object({
  kind: z.enum(["rollout", "next-job", "resize", "with-previous"]),
  soakSeconds: z.number(),
  /** The soak was cut at its upper bound, so the proof is provisional and the subject is watched on. */
  clipped: z.boolean(),
  sentence: z.string(),
});

const shared = {
  target: objectRefSchema,
  /** Operations with `test` on all that the change relies on; empty for an action that patches nothing. */
  patch: jsonPatchSchema,
  inverse: jsonPatchSchema,
  proof: proofSpecSchema,
  /** For people, one line: "memory limit of container web: 100Mi -> 230Mi". */
  sentence: z.string(),
};

export const actionSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("SetMemoryLimit"), parameters: setMemoryLimitSchema, ...shared }),
  z.object({ type: z.literal("RollBackRevision"), parameters: rollBackRevisionSchema, ...shared }),
  z.object({ type: z.literal("ResizePod"), parameters: setMemoryLimitSchema, ...shared }),
  z.object({ type: z.literal("ReplaceStuckPods"), parameters: replaceStuckPodsSchema, ...shared }),
]);
export type Action = z.infer<typeof actionSchema>;
