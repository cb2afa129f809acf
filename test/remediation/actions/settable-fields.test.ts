import { describe, expect, it } from "vitest";
import { registryOf } from "../../../src/remediation/actions/image-registry.ts";
import { settableFields } from "../../../src/remediation/actions/settable-fields.ts";
import { object } from "./objects.ts";

const container = (more: Record<string, unknown>) => ({ name: "web", image: "ghcr.io/acme/web:1", ...more });
const workload = (containers: object[], spec: object = {}, kind = "Deployment") =>
  object(kind, kind === "Pod" ? "v1" : "apps/v1", {
    template: { metadata: {}, spec: { containers, ...spec } },
  });
const namesOf = (...args: Parameters<typeof workload>) =>
  settableFields(workload(...args)).map(({ name }) => name);

describe("the fields that a model may propose values for", () => {
  it("are those of the closed list that the object holds", () => {
    const probe = { httpGet: { path: "/", port: 80 }, periodSeconds: 5, exec: { command: ["x"] } };
    expect(
      namesOf(
        [
          container({
            command: ["/bin/web"],
            args: ["--port=80"],
            env: [{ name: "MODE", value: "fast" }],
            ports: [{ containerPort: 80, hostPort: 80 }],
            readinessProbe: probe,
            workingDir: "/srv",
          }),
        ],
        { terminationGracePeriodSeconds: 30 },
      ),
    ).toEqual([
      "container web: env MODE",
      "container web: args[0]",
      "container web: readinessProbe periodSeconds",
      "container web: readinessProbe httpGet.path",
      "container web: readinessProbe httpGet.port",
      "container web: ports[0].containerPort",
      "container web: workingDir",
      "container web: image",
      "terminationGracePeriodSeconds",
    ]);
  });

  it.each<[string, Record<string, unknown>, object]>([
    [
      "a security context",
      { securityContext: { runAsUser: 1000, privileged: false } },
      { securityContext: { runAsUser: 1 } },
    ],
    ["a service account", {}, { serviceAccountName: "web", automountServiceAccountToken: true }],
    [
      "a Secret's volume",
      { volumeMounts: [{ name: "s", mountPath: "/s" }] },
      { volumes: [{ name: "s", secret: { secretName: "s" } }] },
    ],
    [
      "a setting of the host",
      {},
      { hostNetwork: true, hostPID: false, nodeName: "n", runtimeClassName: "r" },
    ],
    ["a command", { command: ["/bin/web", "-v"] }, {}],
    ["words that a shell reads", { command: ["/bin/sh", "-c"], args: ["web --fast"] }, {}],
    ["words that an interpreter reads", { command: ["python"], args: ["-c", "print()"] }, {}],
    ["a variable that is secret by its name", { env: [{ name: "DB_PASSWORD", value: "x" }] }, {}],
    [
      "a variable that a loader obeys",
      {
        env: [
          { name: "LD_PRELOAD", value: "x" },
          { name: "PATH", value: "/bin" },
        ],
      },
      {},
    ],
    [
      "a variable that an interpreter obeys",
      {
        env: [
          { name: "NODE_OPTIONS", value: "x" },
          { name: "PYTHONPATH", value: "x" },
        ],
      },
      {},
    ],
    ["a variable that sends its traffic elsewhere", { env: [{ name: "https_proxy", value: "x" }] }, {}],
    [
      "a variable from a Secret",
      { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] },
      {},
    ],
    ["a place to run", {}, { nodeSelector: { a: "b" }, tolerations: [{ key: "x" }], priorityClassName: "p" }],
  ])("hold none of %s", (_, ofContainer, ofPod) => {
    expect(namesOf([container(ofContainer)], ofPod)).toEqual(["container web: image"]);
  });

  it("are none where the template of the kind cannot be changed", () => {
    expect(settableFields(object("Pod", "v1", { containers: [container({})] }))).toEqual([]);
    expect(settableFields(object("ConfigMap", "v1", {}))).toEqual([]);
  });

  it.each<[string, unknown, RegExp | undefined]>([
    ["container web: image", "ghcr.io/acme/web:2", undefined],
    ["container web: image", "ghcr.io/evil/web:2", /registry ghcr.io\/evil is not in use/],
    ["container web: image", "evil.example.org/acme/web:2", /not in use/],
    ["container web: image", "web", /not in use/],
    ["container web: image", "ghcr.io/acme/../evil/web:1 ", /no image/],
    ["container web: env MODE", "slow", undefined],
    ["container web: env MODE", "", /must be a text/],
    ["container web: env MODE", "a\u202eb", /would not see/],
    ["container web: env MODE", "a\nb", /would not see/],
    ["container web: env MODE", "x".repeat(1001), /longer/],
    ["container web: env MODE", "AKIAABCDEFGHIJKLMNOP", /secret/],
    ["container web: ports[0].containerPort", 8080, undefined],
    ["container web: ports[0].containerPort", 0, /whole number/],
    ["container web: ports[0].containerPort", 70_000, /whole number/],
    ["container web: ports[0].containerPort", "80", /whole number/],
    ["container web: livenessProbe httpGet.path", "http://evil", /no path/],
    ["container web: livenessProbe periodSeconds", 0, /whole number/],
    ["container web: livenessProbe periodSeconds", Number.NaN, /whole number/],
  ])("take for %s the value %j or say why not", (name, value, refusal) => {
    const fields = settableFields(
      workload([
        container({
          env: [{ name: "MODE", value: "fast" }],
          ports: [{ containerPort: 80 }],
          livenessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 5 },
        }),
      ]),
    );
    const answer = fields.find((field) => field.name === name)?.refusal(value);
    if (refusal === undefined) expect(answer).toBeUndefined();
    else expect(answer).toMatch(refusal);
  });
});

describe("whose an image is", () => {
  it.each([
    ["nginx", "docker.io/library"],
    [`nginx:1.27@sha256:${"a".repeat(64)}`, "docker.io/library"],
    ["acme/web", "docker.io/acme"],
    ["docker.io/acme/web:1", "docker.io/acme"],
    ["localhost:5000/web", "localhost:5000/"],
    ["registry.example.org:5000/team/sub/web:1", "registry.example.org:5000/team"],
    ["UPPER", undefined],
    ["a b", undefined],
    [7, undefined],
  ])("%s: %s", (image, owner) => {
    expect(registryOf(image)).toBe(owner);
  });
});
