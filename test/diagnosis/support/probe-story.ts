import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import { factsOf } from "./facts.ts";
import {
  backOff,
  deployment,
  event,
  pod,
  replicaSet,
  running,
  status,
  template,
  terminated,
} from "./workload.ts";

export const probe = (path: string, port: number | string, more: object = {}) => ({
  httpGet: { path, port, scheme: "HTTP" },
  periodSeconds: 5,
  failureThreshold: 3,
  timeoutSeconds: 1,
  initialDelaySeconds: 5,
  ...more,
});

export interface ProbePlan {
  /** Of another probe of the same container. */
  saysToo?: string;
  container: Record<string, unknown>;
  says: string;
  kills?: boolean;
  log?: string;
  ran?: number;
}

/** What the signatures of probes make of one container's failures, the surest first. */
export async function probeCandidates({
  container,
  says,
  saysToo,
  kills = false,
  log,
  ran = 22,
}: ProbePlan): Promise<Candidate[]> {
  const of = template({ containers: [{ name: "web", image: "acme/web:1", ...container }] });
  const about = { kind: "Pod", name: "web-a-1", container: "web" };
  const seen = event(about, { reason: "Unhealthy", message: says, from: 200, to: 5 });
  seen.count = 12;
  const killing = event(about, {
    reason: "Killing",
    message: "Container web failed liveness probe, will be restarted",
    from: 100,
    to: 20,
  });
  const ended = terminated({ reason: "Error", exitCode: 137, ended: 20, ran });
  const statuses = kills
    ? [status({ state: backOff, lastState: ended })]
    : [{ ...status({ state: running(200), lastState: {}, restartCount: 0 }), ready: false }];
  const facts = await factsOf(
    [
      deployment(of),
      replicaSet("a", 1, { of, created: 300 }),
      pod(of, { statuses }),
      seen,
      ...(kills ? [killing] : []),
      ...(saysToo === undefined
        ? []
        : [event(about, { reason: "Unhealthy", message: saysToo, from: 190, to: 30 })]),
    ],
    log === undefined ? {} : { logs: { "web-a-1/web": log } },
  );
  return signatures
    .filter(({ family }) => family === "probes")
    .flatMap((signature) => signature.diagnose(facts))
    .toSorted((a, b) => b.confidence - a.confidence);
}

export const refused = (port: number, name = "Readiness") =>
  `${name} probe failed: Get "http://10.244.0.7:${port}/": dial tcp 10.244.0.7:${port}: connect: connection refused`;
