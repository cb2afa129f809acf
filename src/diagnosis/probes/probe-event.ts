export type ProbeName = "livenessProbe" | "readinessProbe" | "startupProbe";

/** What the kubelet met when it asked. */
export type ProbeProblem =
  | { kind: "refused" }
  /** `isConnecting`: not even a connection was made in time. */
  | { kind: "timeout"; isConnecting: boolean }
  | { kind: "status"; status: number }
  /** The server speaks HTTP and was asked by HTTPS. */
  | { kind: "speaks-http" }
  /** The server speaks TLS and was asked by HTTP. */
  | { kind: "speaks-tls" }
  | { kind: "port-name"; name: string }
  | { kind: "command-missing" }
  | { kind: "command-failed"; says: string }
  | { kind: "not-grpc-health" }
  | { kind: "other"; says: string };

export interface ProbeFailure {
  probe: ProbeName;
  problem: ProbeProblem;
}

const NAMES: Readonly<Record<string, ProbeName>> = {
  Liveness: "livenessProbe",
  Readiness: "readinessProbe",
  Startup: "startupProbe",
};
const MAX_MESSAGE = 1000;

/** Reads the message of an Unhealthy event; undefined for any other. k8s.io/kubernetes pkg/kubelet/prober and pkg/probe. */
export function parseProbeFailure(message: string): ProbeFailure | undefined {
  const match = /^(Liveness|Readiness|Startup) probe (?:failed|errored[^:]*|warning): ?(.*)$/s.exec(
    message.slice(0, MAX_MESSAGE),
  );
  const probe = match === null ? undefined : NAMES[match[1] ?? ""];
  return probe === undefined ? undefined : { probe, problem: problemOf((match?.[2] ?? "").trim()) };
}

function problemOf(says: string): ProbeProblem {
  const status = /HTTP probe failed with statuscode: (\d{3})/.exec(says);
  if (status !== null) return { kind: "status", status: Number(status[1]) };
  const name = /strconv\.(?:Atoi|ParseInt): parsing "([^"]{1,63})": invalid syntax/.exec(says);
  if (name !== null) return { kind: "port-name", name: name[1] ?? "" };
  for (const [form, problem] of FORMS) if (form.test(says)) return problem;
  return isOfTheProbe(says) ? { kind: "other", says } : { kind: "command-failed", says };
}

const FORMS: readonly (readonly [RegExp, ProbeProblem])[] = [
  [/server gave HTTP response to HTTPS client/, { kind: "speaks-http" }],
  [/malformed HTTP (?:response|version)|first record does not look like a TLS/, { kind: "speaks-tls" }],
  [
    /executable file not found|no such file or directory: unknown|exec: "[^"]{1,200}": stat .{1,200}: no such file|permission denied: unknown/,
    { kind: "command-missing" },
  ],
  [/does not implement the grpc health protocol|unknown service grpc\.health/, { kind: "not-grpc-health" }],
  [/connect: connection refused/, { kind: "refused" }],
  [
    /dial tcp .{1,80}: i\/o timeout|while waiting for connection|failed to connect service|no route to host/,
    { kind: "timeout", isConnecting: true },
  ],
  [
    /deadline exceeded|Client\.Timeout exceeded|timed out|timeout .{1,20} exceeded|timeout: /,
    { kind: "timeout", isConnecting: false },
  ],
];

/** What the prober itself says, and not a command's own output. */
const isOfTheProbe = (says: string) =>
  says === "" || /^(?:Get |dial |rpc error|service unhealthy)/.test(says);

/** Whether the kubelet ended the container because of this probe, told by its Killing event. */
export function killedBy(message: string): { container: string; probe: ProbeName } | undefined {
  const match = /^Container (\S{1,253}) failed (liveness|startup) probe, will be restarted/.exec(message);
  if (match === null) return undefined;
  return { container: match[1] ?? "", probe: match[2] === "startup" ? "startupProbe" : "livenessProbe" };
}
