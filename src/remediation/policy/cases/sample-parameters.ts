import type { ActionParameters, ActionType } from "../../../domain/action.ts";

const MI = 2 ** 20;
const memory = {
  container: "app",
  containerKind: "container",
  fromLimitBytes: 256 * MI,
  toLimitBytes: 512 * MI,
  fromRequestBytes: null,
  toRequestBytes: null,
  basis: "a case",
  basisKind: "sampled",
} as const;
const basis = "a case";
const change = { pointer: "/spec/a", from: "a", to: "b" };

/** A change of each kind that a case may name without saying more. */
export const SAMPLE_PARAMETERS: { readonly [T in ActionType]: ActionParameters[T] } = {
  SetMemoryLimit: memory,
  ResizePod: memory,
  RollBackRevision: { toRevision: 1, fromRevision: 2, revisionObject: "ReplicaSet app-1" },
  ReplaceStuckPods: { oldRevision: "1" },
  SetResources: {
    changes: [{ container: "app", bound: "requests", resource: "cpu", from: "500m", to: "250m" }],
    basis,
  },
  SetImage: { container: "app", from: "docker.io/acme/app:2", to: "docker.io/acme/app:1", basis },
  SetProbe: { container: "app", probe: "livenessProbe", from: {}, to: { initialDelaySeconds: 10 }, basis },
  SetServiceSelector: { from: { app: "a" }, to: { app: "b" }, basis },
  SetServicePort: { port: 80, from: 8080, to: 8081, basis },
  SetReference: { of: "ConfigMap", part: "name", changes: [change], from: "a", to: "b", basis },
  SetField: {
    field: "container app: image",
    from: "docker.io/acme/app:2",
    to: "docker.io/acme/app:1",
    basis,
  },
  SetScale: { from: 2, to: 3, basis },
  SetAutoscalerBounds: { from: 4, to: 6, basis },
  SetBudget: { field: "maxUnavailable", from: 0, to: 1, basis },
  RelaxPlacement: { changes: [change], basis },
  ExpandClaim: { fromBytes: 1024 * MI, toBytes: 1536 * MI, basis },
  ResumeCronJob: { basis },
  UncordonNode: { basis },
  RestartRollout: { basis },
  EvictPod: { pod: "app-1", uid: "u", basis },
  RunJobAgain: { newName: "app-again", basis },
  RecreateService: { manifest: {}, basis },
};
