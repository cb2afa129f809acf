import type { Labels } from "../store/objects.ts";

/**
 * How a container behaves each time it runs, and when it is told to stop. Times are of the cluster's clock. An init
 * container ends well once it would be ready.
 */
export type Behaviour = Running & Stopping;

export interface Stopping {
  /** What SIGTERM does: by default it ends in good order (0) within a second. `ignores`: killed (137) when its grace is over. */
  onTerm?: "ignores" | { exitCode: number; afterMs?: number };
}

type Running =
  | { kind: "runs-well" }
  /** Needs this much soon after its start; killed where the limit is lower. */
  | {
      kind: "needs-memory";
      mebibytes: number;
      afterMs?: number;
      killed?: "child" | "main";
      log?: string[];
      serves?: ServedPort[];
    }
  /** Grows without end; killed when it reaches the limit, so later in proportion to a higher one. */
  | {
      kind: "leaks";
      baseMebibytes: number;
      mebibytesPerSecond: number;
      killed?: "child" | "main";
      log?: string[];
    }
  | { kind: "crashes"; afterMs: number; exitCode: number; log?: string[] }
  | { kind: "never-ready"; log?: string[] }
  | { kind: "starts-slowly"; readyAfterMs: number; log?: string[] }
  | { kind: "completes"; afterMs: number; log?: string[] }
  /** Runs well and answers on these ports alone: probes and Services that ask for anything else get nothing. */
  | {
      kind: "serves";
      ports: ServedPort[];
      startsAfterMs?: number;
      /** Commands that exec probes run in it; one that is not named succeeds once it listens. */
      commands?: ServedCommand[];
      log?: string[];
    }
  /**
   * Calls others by name when it starts and every 10 s (a host may be `$(NAME)`: what that variable held at the start of
   * the container): a name resolves through the cluster's Services, and an answer
   * needs a ready endpoint that serves the port and no NetworkPolicy in between. While one does not answer it logs
   * `failLog` (by default what its client says) and ends with 1, or stays up and is not ready. Names outside of the
   * cluster (`api.example.com`) and addresses answer, but not those that are set aside for documentation.
   */
  | {
      kind: "calls";
      hosts: { host: string; port: number }[];
      orElse: "exits" | "not-ready";
      /** Whose words it fails in; by default psql's for port 5432, else curl's. */
      client?: CallClient;
      serves?: ServedPort[];
      failLog?: string[];
    }
  /** Ends with `exitCode` at once unless each condition holds; then it serves as `serves` says. */
  | { kind: "demands"; settings: Demand[]; serves?: ServedPort[]; exitCode?: number; log?: string[] }
  /** Starts in proportion to its CPU limit: `millicores` make it ready in `readyAfterMs`, half of them in twice that. */
  | { kind: "needs-cpu"; millicores: number; readyAfterMs: number; serves?: ServedPort[]; log?: string[] }
  /**
   * Keeps so much on a volume (absent: on its own layer), `afterMs` after its start. Where it is more than an emptyDir
   * or its ephemeral-storage limit takes, the pod is evicted; where it is more than a claim holds, it finds no space
   * left, says so, and ends with 1 or stays up and is not ready. A claim that is full stays so until it is expanded.
   */
  | {
      kind: "fills-volume";
      volume?: string;
      mebibytes: number;
      afterMs?: number;
      orElse?: "exits" | "not-ready";
      log?: string[];
      serves?: ServedPort[];
    }
  /** One of the pod's volumes cannot be mounted for a reason that is the node's or the storage's own. */
  | { kind: "cannot-mount"; volume: string; message: string }
  /**
   * The node cannot set up the pod's network: `plugin type="calico" failed (add): ...`. `sticks`: a pod that met it once
   * meets it for ever, whatever others do.
   */
  | { kind: "no-sandbox"; message: string; sticks?: boolean };

export type CallClient = "curl" | "go" | "psql" | "node" | "python" | "java";

/** `paths` absent: all answer 200. `takesMs`: until an answer comes. A gRPC port's paths are the services that it knows. */
export interface ServedPort {
  port: number;
  paths?: string[];
  /** Status by path, where it is not 200. */
  statuses?: Record<string, number>;
  scheme?: "HTTP" | "HTTPS" | "GRPC" | "TCP";
  takesMs?: number;
}

export interface ServedCommand {
  /** What the whole command, joined by spaces, begins with. */
  command: string;
  exitCode?: number;
  output?: string;
  takesMs?: number;
}

/** What a program insists on. `log` is what it says when the demand is not met. */
export type Demand = { log: string[] } & (
  | { env: string; oneOf?: string[]; matches?: string }
  /** A file (or a folder) at this path from a ConfigMap, Secret or volume; `matches` is for a ConfigMap's content. */
  | { path: string; is: "file" | "folder"; matches?: string }
  | { argument: string; isRefused: true }
  | { writes: string }
);

/** What the registry and the image have to say; an image that no rule names exists, runs anywhere and has all commands. */
export interface ImageRule {
  /** The whole reference as containers write it, or the repository without a tag for all of its tags. */
  image: string;
  /** `no-platform`: the tag is there, but not for this node's processor, and the pull fails. */
  outcome?: "not-found" | "denied" | "unavailable" | "wrong-architecture" | "no-platform";
  /** With `unavailable`: what keeps the registry from answering; by default it times out. */
  because?: "timeout" | "no-such-host" | "rate-limit" | "server-error";
  /** With `unavailable`: pulls work again this long after the first that failed. */
  forMs?: number;
  /** Denied unless the pod names this pull secret and it exists. */
  unlessSecret?: string;
  /** Tags that exist, where the rule names a repository: all others are not found. */
  tags?: string[];
  /** How long a pull takes; 900. */
  takesMs?: number;
  /** On every node from the start, as where images are built on the node. */
  isOnNodes?: boolean;
  /** The only commands (first word) that can be run in it. */
  commands?: string[];
  /** Paths of the image that are files, and folders: what is mounted there must be of the same kind. */
  files?: string[];
  folders?: string[];
  runsAsRoot?: boolean;
}

export interface BehaviourMatch {
  namespace?: string;
  /** Start of the pod's name, which is the workload's name. */
  workload?: string;
  labels?: Labels;
  container?: string;
  image?: string;
  /** Only where the container's memory limit is at least, or below, this. */
  memoryLimitAtLeastMebibytes?: number;
  memoryLimitBelowMebibytes?: number;
}

/** The last rule that matches decides; without one, `stress` behaves as its arguments say and all else runs well. */
export interface BehaviourRule {
  match: BehaviourMatch;
  behaviour: Behaviour;
}
