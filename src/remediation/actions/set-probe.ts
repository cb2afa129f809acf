import { type ActionDefinition, forAPerson, templateProof } from "./action-definition.ts";
import { findContainer, programGrounds } from "./pod-template.ts";

const PROBE_NAMES = {
  livenessProbe: "liveness probe",
  readinessProbe: "readiness probe",
  startupProbe: "startup probe",
} as const;

/** Beyond these a probe notices nothing any more; seconds, but for the threshold, which is a count. */
const MOST: Readonly<Record<string, number>> = {
  initialDelaySeconds: 3600,
  periodSeconds: 300,
  timeoutSeconds: 120,
  failureThreshold: 360,
};

/** One probe of one container, as a whole. */
export const setProbe: ActionDefinition<"SetProbe"> = {
  type: "SetProbe",
  targetKinds: ["Deployment", "StatefulSet", "DaemonSet"],
  proof: templateProof,
  compile(object, { container, probe, from, to, basis }) {
    const found = findContainer(object, container);
    if (found === undefined) return { refusal: `there is no container ${container} any more` };
    const wait = Object.entries(to ?? {}).find(
      ([key, value]) => key in MOST && Number(value) > (MOST[key] ?? 0),
    );
    if (wait !== undefined) return { refusal: `${wait[0]} of ${wait[1]} is more than ${MOST[wait[0]]}` };
    const verb = to === null ? "removed" : from === null ? "added" : "changed";
    return {
      edits: [{ pointer: `${found.pointer}/${probe}`, from: from ?? undefined, to: to ?? undefined }],
      relies: [{ pointer: `${found.pointer}/name`, value: container }],
      grounds: programGrounds(found),
      sentence: `${PROBE_NAMES[probe]} of container ${container} ${verb}: ${basis}`,
    };
  },
  risks: ({ to }) => [
    { weight: 1, reason: "a probe decides when a container is restarted or gets traffic" },
    ...(to === null
      ? [{ weight: 1, reason: "without the probe, nothing notices a container that hangs" }]
      : []),
  ],
  verdict: () => forAPerson("another probe"),
};
