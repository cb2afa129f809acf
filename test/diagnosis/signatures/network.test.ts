import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../src/diagnosis/candidate.ts";
import { signatures } from "../../../src/diagnosis/signatures/catalogue.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { factsOf } from "../support/facts.ts";
import { ago, deployment, pod, replicaSet, running, status, template } from "../support/workload.ts";

interface Called {
  ready?: boolean;
  replicas?: number;
  namespace?: string;
  port?: number;
  targetPort?: number;
}

/** A workload `store` with a Service of its name. */
function store({
  ready = true,
  replicas = 1,
  namespace = "shop",
  port = 80,
  targetPort = 8080,
}: Called = {}): {
  workload: KubernetesObject;
  service: KubernetesObject;
  slice: KubernetesObject;
} {
  const labels = { app: "store" };
  const containers = [{ name: "store", ports: [{ name: "http", containerPort: 8080 }] }];
  return {
    workload: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "store", namespace, uid: "uid-store" },
      spec: { replicas, template: { metadata: { labels }, spec: { containers } } },
    },
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "store", namespace, uid: "uid-store-service" },
      spec: { clusterIP: "10.96.7.7", selector: labels, ports: [{ port, targetPort }] },
    },
    slice: {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "store-1", namespace, labels: { "kubernetes.io/service-name": "store" } },
      endpoints: replicas === 0 ? [] : [{ addresses: ["10.244.0.9"], conditions: { ready } }],
      ports: [{ port: targetPort }],
    },
  };
}

const namespaceNamed = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
});
const policy = (name: string, spec: object): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "shop" },
  spec: { podSelector: {}, ...spec },
});

async function best(
  log: string,
  around: KubernetesObject[],
  env: object[] = [],
): Promise<Candidate | undefined> {
  const of = template({ containers: [{ name: "web", image: "acme/web:1", env }] });
  const notReady = { ...status({ state: running(200), lastState: {}, restartCount: 0 }), ready: false };
  const facts = await factsOf(
    [
      deployment(of),
      replicaSet("a", 1, { of, created: 300 }),
      pod(of, { statuses: [notReady] }),
      namespaceNamed("shop"),
      ...around,
    ],
    { logs: { "web-a-1/web": log } },
  );
  return signatures
    .filter(({ family }) => family === "network" || family === "routing")
    .flatMap((signature) => signature.diagnose(facts))
    .toSorted((a, b) => b.confidence - a.confidence)[0];
}

const all = (called: ReturnType<typeof store>) => Object.values(called);
const curl = "curl: (28) Failed to connect to store port 80 after 5001 ms: Connection timed out";
const noHost = "dial tcp: lookup sotre on 10.96.0.10:53: no such host";

describe("what the workload calls", () => {
  test.each([
    ["a name with a slip, by its log", noHost, all(store()), "dependency-name-wrong", undefined],
    [
      "a name with a slip that a namespace makes plain",
      "curl: (6) Could not resolve host: store.shop-db.svc",
      [...all(store()), namespaceNamed("shop-db")],
      "dependency-name-wrong",
      undefined,
    ],
    [
      "a port that the Service does not offer",
      "dial tcp 10.96.7.7:8443: i/o timeout",
      all(store()),
      "dependency-name-wrong",
      undefined,
    ],
    [
      "a workload that is scaled to zero",
      curl,
      all(store({ replicas: 0 })),
      "dependency-down",
      { kind: "Deployment", name: "store" },
    ],
    [
      "a workload whose pods are not ready, by the Service's address",
      "Error: connect ECONNREFUSED 10.96.7.7:80",
      all(store({ ready: false })),
      "dependency-down",
      { kind: "Deployment", name: "store" },
    ],
    [
      "a workload of another namespace",
      'dial tcp: lookup store.data.svc.cluster.local: i/o timeout\nGet "http://store.data.svc.cluster.local/": connection refused',
      [...all(store({ ready: false, namespace: "data" })), namespaceNamed("data")],
      "dependency-down",
      { kind: "Deployment", namespace: "data", name: "store" },
    ],
    [
      "a Service that selects nothing",
      curl,
      [store({ replicas: 0 }).service],
      "dependency-down",
      { kind: "Service", name: "store" },
    ],
    [
      "a Service that sends to a port which nobody serves",
      "curl: (7) Failed to connect to store port 80 after 2 ms: Couldn't connect to server",
      all(store({ targetPort: 9999 })),
      "dependency-down",
      { kind: "Service", name: "store" },
    ],
    [
      "a workload whose Service is gone",
      "curl: (6) Could not resolve host: store",
      [store().workload],
      "service-deleted",
      { kind: "Service", name: "store" },
    ],
    [
      "somebody outside",
      'Post "https://api.partner.example/v1": dial tcp 203.0.113.9:443: connect: connection refused',
      [],
      "dependency-down",
      undefined,
    ],
    [
      "pods that a policy keeps apart",
      curl,
      [...all(store()), policy("deny-all", { policyTypes: ["Ingress"] })],
      "network-policy-blocks",
      { kind: "NetworkPolicy", name: "deny-all" },
    ],
    [
      "a name server that a policy keeps it from",
      "lookup store on 10.96.0.10:53: read udp 10.244.0.7:41->10.96.0.10:53: i/o timeout",
      [
        ...all(store()),
        namespaceNamed("kube-system"),
        policy("no-egress", { policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }] }] }),
      ],
      "network-policy-blocks",
      { kind: "NetworkPolicy", name: "no-egress" },
    ],
  ])("is %s", async (_what, log, around: KubernetesObject[], cause, object) => {
    const candidate = await best(log, around);
    expect(candidate?.cause).toBe(cause);
    if (object === undefined) expect(candidate?.object).toBeUndefined();
    else expect(candidate?.object).toMatchObject(object);
  });

  test("is told with the setting that names it, and the name that was meant", async () => {
    const candidate = await best(noHost, all(store()), [{ name: "STORE_HOST", value: "sotre" }]);
    expect(candidate?.advice?.[0]?.text).toBe(
      "Call store in place of sotre (environment STORE_HOST of container web)",
    );
  });

  test("is less sure where a setting alone names it", async () => {
    const candidate = await best("request failed: 500", all(store({ replicas: 0 })), [
      { name: "STORE_URL", value: "http://store:80" },
    ]);
    expect(candidate?.cause).toBe("dependency-down");
    expect(candidate?.confidence).toBeLessThan(0.8);
  });

  test("is nobody's fault where all of it is ready and open", async () => {
    expect(
      await best("GET / 200", all(store()), [{ name: "STORE_URL", value: "http://store:80" }]),
    ).toBeUndefined();
  });
});

test.each([
  "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-03-02T08:11:09Z is after 2026-03-01T23:59:59Z",
  "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sun Mar 01 23:59:59 UTC 2026",
  "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1006)",
  "    code: 'CERT_HAS_EXPIRED'",
])("a certificate is out of date: %s", async (line) => {
  expect((await best(line, []))?.cause).toBe("certificate-expired");
});

test("who is ready now and refused the call is waited for, for it may crash again and again", async () => {
  const found = await best("curl: (7) Failed to connect to store port 80: Connection refused", all(store()));
  expect(found).toMatchObject({ cause: "dependency-down", waitFor: { seconds: 90 } });
  expect(found?.object).toBeUndefined();
});

test.each([
  [60, true],
  [299, true],
  [1_000, false],
])(
  "who has been back for %s s is held to what the caller says of its next try: %s",
  async (seconds, isLong) => {
    const { slice, ...rest } = store();
    const annotations = { "endpoints.kubernetes.io/last-change-trigger-time": ago(seconds) };
    const told = "curl: (7) Failed to connect to store port 80: Connection refused";
    const found = await best(told, [
      ...Object.values(rest),
      { ...slice, metadata: { ...slice.metadata, annotations } },
    ]);
    expect(found?.cause).toBe("dependency-down");
    expect((found?.waitFor?.seconds ?? 0) > 900).toBe(isLong);
  },
);
