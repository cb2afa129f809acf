import { z } from "zod";

const containerKind = z.enum(["container", "init", "sidecar"]);

const memorySchema = z.object({
  container: z.string(),
  containerKind,
  fromLimitBytes: z.number(),
  toLimitBytes: z.number(),
  fromRequestBytes: z.number().nullable(),
  toRequestBytes: z.number().nullable(),
  /** Where the target size comes from, for people: "declared by --vm-bytes 200M, with 10 % overhead". */
  basis: z.string(),
  basisKind: z.enum(["earlier-revision", "declared", "sampled", "doubled"]),
});

/** A JSON value at a pointer of the target (RFC 6901), before and after; null stands for "is not there". */
export const fieldChangeSchema = z.object({ pointer: z.string(), from: z.json(), to: z.json() });

/** What each action needs to know, by its type. Signatures propose these; code compiles them to patches. */
export const ACTION_PARAMETERS = {
  SetMemoryLimit: memorySchema,
  RollBackRevision: z.object({
    toRevision: z.number(),
    fromRevision: z.number(),
    revisionObject: z.string(),
  }),
  ResizePod: memorySchema,
  /** Deletes exactly the pods of the old revision that are not ready, each with its UID as a precondition. */
  ReplaceStuckPods: z.object({ oldRevision: z.string() }),
  /** CPU, or what a quota, a limit range or the nodes demand by arithmetic. Quantities as Kubernetes writes them; null: not set. */
  SetResources: z.object({
    changes: z
      .array(
        z.object({
          container: z.string(),
          bound: z.enum(["limits", "requests"]),
          resource: z.string(),
          from: z.string().nullable(),
          to: z.string().nullable(),
        }),
      )
      .min(1),
    basis: z.string(),
  }),
  SetImage: z.object({ container: z.string(), from: z.string(), to: z.string(), basis: z.string() }),
  /** `from` and `to` are whole probes as the container holds them; null: none. */
  SetProbe: z.object({
    container: z.string(),
    probe: z.enum(["livenessProbe", "readinessProbe", "startupProbe"]),
    from: z.record(z.string(), z.json()).nullable(),
    to: z.record(z.string(), z.json()).nullable(),
    basis: z.string(),
  }),
  SetServiceSelector: z.object({
    from: z.record(z.string(), z.string()),
    to: z.record(z.string(), z.string()),
    basis: z.string(),
  }),
  /** `port` is the Service's port number; target ports are numbers or names. */
  SetServicePort: z.object({
    port: z.number(),
    from: z.union([z.number(), z.string()]).nullable(),
    to: z.union([z.number(), z.string()]),
    basis: z.string(),
  }),
  /** The name of something that another object refers to: ConfigMap or Secret (or a key of one), ServiceAccount, PriorityClass, Service of an Ingress. */
  SetReference: z.object({
    of: z.enum([
      "ConfigMap",
      "Secret",
      "ServiceAccount",
      "PriorityClass",
      "PersistentVolumeClaim",
      "Service",
    ]),
    part: z.enum(["name", "key", "port"]),
    changes: z.array(fieldChangeSchema).min(1),
    from: z.string(),
    to: z.string(),
    basis: z.string(),
  }),
  /** A value that a model proposed, for a field of the closed list of `settable-fields.ts`, named as that names it. */
  SetField: z.object({
    field: z.string(),
    from: z.union([z.string(), z.number()]),
    to: z.union([z.string(), z.number()]),
    basis: z.string(),
    /** Where it is a key of a ConfigMap that the pods use; a restart of them follows in the same plan. */
    configMap: z
      .object({ name: z.string(), uid: z.string(), key: z.string(), alsoReadBy: z.array(z.string()) })
      .optional(),
  }),
  SetScale: z.object({ from: z.number(), to: z.number(), basis: z.string() }),
  SetAutoscalerBounds: z.object({ from: z.number(), to: z.number(), basis: z.string() }),
  /** One of minAvailable and maxUnavailable, numbers or percentages. */
  SetBudget: z.object({
    field: z.enum(["minAvailable", "maxUnavailable"]),
    from: z.union([z.number(), z.string()]),
    to: z.union([z.number(), z.string()]),
    basis: z.string(),
  }),
  /** Pointers below the pod template's spec, such as /nodeSelector/disk. */
  RelaxPlacement: z.object({ changes: z.array(fieldChangeSchema).min(1), basis: z.string() }),
  ExpandClaim: z.object({ fromBytes: z.number(), toBytes: z.number(), basis: z.string() }),
  ResumeCronJob: z.object({ basis: z.string() }),
  UncordonNode: z.object({ basis: z.string() }),
  RestartRollout: z.object({ basis: z.string() }),
  EvictPod: z.object({ pod: z.string(), uid: z.string(), basis: z.string() }),
  /** A Job made from the CronJob's or the failed Job's template; the target is that CronJob or Job. */
  RunJobAgain: z.object({ newName: z.string(), basis: z.string() }),
  /** The Service as it was recorded when it was deleted, without status, cluster IP and identity. */
  RecreateService: z.object({ manifest: z.record(z.string(), z.json()), basis: z.string() }),
} as const;

export type ActionParameters = {
  [T in keyof typeof ACTION_PARAMETERS]: z.infer<(typeof ACTION_PARAMETERS)[T]>;
};
