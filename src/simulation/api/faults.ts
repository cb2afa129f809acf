import type { ObjectStore } from "../store/object-store.ts";
import { StatusError } from "./status-error.ts";
import type { OpenWatches } from "./watch-objects.ts";

/** What can go wrong between a client and the cluster, on command. */
export interface Faults {
  /** Cuts every open watch in the middle of its stream. */
  disconnectWatches(): void;
  /** Forgets history: a watch or a list from before is answered 410 Gone. */
  expireResourceVersions(): void;
  /** The next `times` requests (that `only` picks) are answered with `code`. */
  refuse(times: number, code: number, only?: (request: FaultyRequest) => boolean): void;
  /** Each answer waits this long, in milliseconds of wall time. */
  setLatency(wallMs: number): void;
}

export interface FaultyRequest {
  method: string;
  path: string;
  userAgent: string;
}

export interface FaultState extends Faults {
  refusal(request: FaultyRequest): StatusError | undefined;
  latencyMs(): number;
}

const REASONS: Record<number, [reason: string, message: string]> = {
  401: ["Unauthorized", "Unauthorized"],
  403: ["Forbidden", "forbidden: the simulated cluster was told to refuse this request"],
  409: ["Conflict", "Operation cannot be fulfilled: the object has been modified"],
  429: ["TooManyRequests", "Too many requests, please try again later."],
  500: ["InternalError", "Internal error occurred: the simulated cluster was told to fail"],
  503: ["ServiceUnavailable", "apiserver is shutting down."],
  504: ["Timeout", "Timeout: request did not complete within the allotted timeout"],
};

export function createFaults(deps: { store: ObjectStore; watches: OpenWatches }): FaultState {
  const refusals: {
    left: number;
    code: number;
    only: (request: FaultyRequest) => boolean;
  }[] = [];
  let latencyMs = 0;
  return {
    disconnectWatches: () => deps.watches.disconnectAll(),
    expireResourceVersions: () => deps.store.compact(),
    refuse: (times, code, only = () => true) => refusals.push({ left: times, code, only }),
    setLatency: (wallMs) => {
      latencyMs = wallMs;
    },
    latencyMs: () => latencyMs,
    refusal(request) {
      const found = refusals.find((item) => item.left > 0 && item.only(request));
      if (!found) return undefined;
      found.left -= 1;
      const [reason, message] = REASONS[found.code] ?? [
        undefined,
        "the simulated cluster refused this request",
      ];
      return new StatusError(found.code, reason, message);
    },
  };
}
