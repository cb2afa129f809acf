import { describe, expect, test } from "vitest";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import { loadCapture } from "../support/capture.ts";
import { factsOf } from "../support/facts.ts";
import { type ProbePlan, probe, probeCandidates, refused } from "../support/probe-story.ts";

describe("a probe that asks for what is not served", () => {
  test.each([
    [
      "another port than the one that is declared",
      {
        container: { ports: [{ containerPort: 3000 }], readinessProbe: probe("/", 8080) },
        says: refused(8080),
      },
      { httpGet: { port: 3000 } },
    ],
    [
      "a name that no port has",
      {
        container: { ports: [{ name: "http", containerPort: 3000 }], readinessProbe: probe("/", "htpp") },
        says: 'Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "htpp": invalid syntax',
      },
      { httpGet: { port: "http" } },
    ],
    [
      "another path than the probe beside it, which passes",
      {
        container: { livenessProbe: probe("/live", 80), readinessProbe: probe("/redy", 80) },
        says: "Readiness probe failed: HTTP probe failed with statuscode: 404",
      },
      { httpGet: { path: "/live" } },
    ],
    [
      "HTTPS of a server that speaks HTTP",
      {
        container: { readinessProbe: probe("/", 80, { httpGet: { path: "/", port: 80, scheme: "HTTPS" } }) },
        says: 'Readiness probe failed: Get "https://10.244.0.7:80/": http: server gave HTTP response to HTTPS client',
      },
      { httpGet: { scheme: "HTTP" } },
    ],
    [
      "HTTP of a port for HTTPS",
      {
        container: { ports: [{ name: "https", containerPort: 9443 }], readinessProbe: probe("/", 9443) },
        says: "Readiness probe failed: HTTP probe failed with statuscode: 400",
      },
      { httpGet: { scheme: "HTTPS" } },
    ],
  ])("%s", async (_what, plan: ProbePlan, to) => {
    const [candidate] = await probeCandidates(plan);
    expect(candidate?.cause).toBe("probe-wrong");
    expect(candidate?.confidence).toBeGreaterThanOrEqual(0.9);
    expect(candidate?.repair).toMatchObject({ type: "SetProbe", parameters: { to } });
  });

  test.each([
    [
      "a path, with nothing that proves another",
      {
        container: { readinessProbe: probe("/internal", 80) },
        says: "Readiness probe failed: HTTP probe failed with statuscode: 404",
      },
    ],
    [
      "a command that is not there",
      {
        container: { readinessProbe: { exec: { command: ["pg_ready"] } } },
        says: 'Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: exec: "pg_ready": executable file not found in $PATH: unknown',
      },
    ],
  ])("is a person's to correct where it asks for %s", async (_what, plan: ProbePlan) => {
    const [candidate] = await probeCandidates(plan);
    expect(candidate).toMatchObject({ cause: "probe-wrong", repair: null });
  });

  test.each([
    [
      "the program itself says that it is unwell",
      {
        container: { readinessProbe: probe("/ready", 80) },
        says: "Readiness probe failed: HTTP probe failed with statuscode: 503",
      },
    ],
    [
      "nobody listens on the very port that it declares and is probed at",
      {
        container: { ports: [{ containerPort: 8080 }], readinessProbe: probe("/", 8080) },
        says: refused(8080),
      },
    ],
  ])("is not at fault where %s", async (_what, plan: ProbePlan) => {
    expect(await probeCandidates(plan)).toEqual([]);
  });
});

describe("a probe that ends a slow start", () => {
  const container = { ports: [{ containerPort: 8080 }], livenessProbe: probe("/healthz", 8080) };
  const says = refused(8080, "Liveness");

  test("gets a startup probe with the same question", async () => {
    const [candidate] = await probeCandidates({
      container,
      says,
      kills: true,
      log: "loading model weights (1/4)",
    });
    expect(candidate?.cause).toBe("probe-too-early");
    expect(candidate?.repair).toMatchObject({
      parameters: {
        probe: "startupProbe",
        from: null,
        to: { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 5, failureThreshold: 60 },
      },
    });
  });

  test("of which the log told how long it takes", async () => {
    const log = "Started Application in 72.4 seconds (process running for 75)";
    const [candidate] = await probeCandidates({ container, says, kills: true, log });
    expect(candidate?.repair).toMatchObject({ parameters: { to: { failureThreshold: 30 } } });
  });

  test("is none where the program had run for long before", async () => {
    expect(await probeCandidates({ container, says, kills: true, ran: 4000 })).toEqual([]);
  });

  test("is doubtful where the log blames what it calls", async () => {
    const [candidate] = await probeCandidates({
      container,
      says,
      kills: true,
      log: "dial tcp: lookup store on 10.96.0.10:53: no such host",
    });
    expect(candidate?.confidence).toBeLessThan(0.6);
  });
});

test("a probe that waits for less than the answer takes waits for longer", async () => {
  const [candidate] = await probeCandidates({
    container: { readinessProbe: probe("/ready", 80) },
    says: 'Readiness probe failed: Get "http://10.244.0.7:80/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  });
  expect(candidate).toMatchObject({
    cause: "probe-too-strict",
    repair: { parameters: { to: { timeoutSeconds: 5 } } },
  });
});

test.each([
  ["liveness-failing", null],
  ["readiness-failing", { httpGet: { port: 80 } }],
])("a real cluster's %s", async (name, to) => {
  const { objects, owner } = loadCapture(name);
  const facts = await factsOf([owner, ...objects.filter((one) => one !== owner)], {
    at: "2026-11-22T19:33:30Z",
  });
  const [candidate] = signatures
    .filter(({ family }) => family === "probes")
    .flatMap((signature) => signature.diagnose(facts));
  expect(candidate?.cause).toBe("probe-wrong");
  if (to === null) expect(candidate?.repair).toBeNull();
  else expect(candidate?.repair).toMatchObject({ parameters: { to } });
});
