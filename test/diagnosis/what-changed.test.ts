import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../src/diagnosis/objects/pod-template.ts";
import { keysUsed, referencesOf } from "../../src/diagnosis/objects/references.ts";
import { whatChanged } from "../../src/diagnosis/revisions/what-changed.ts";

type Part = Record<string, unknown>;
const templateWith = (container: Part = {}, spec: Part = {}, metadata: Part = {}) => {
  const raw = { metadata, spec: { containers: [{ name: "web", image: "web:1", ...container }], ...spec } };
  const parsed = parseTemplate(raw);
  if (parsed === undefined) throw new Error("the template does not parse");
  return parsed;
};

describe("what changed between two templates", () => {
  it.each<[string, Part, Part, Part, Part, string[]]>([
    ["the image", {}, {}, { image: "web:2" }, {}, ["image web image"]],
    [
      "the command",
      {},
      {},
      { command: ["/x"], args: ["-v"] },
      {},
      ["command web command", "command web args"],
    ],
    [
      "a value",
      { env: [{ name: "A", value: "1" }] },
      {},
      { env: [{ name: "A", value: "2" }] },
      {},
      ["env-value web A"],
    ],
    [
      "a reference",
      { env: [{ name: "A", value: "1" }] },
      {},
      { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "c", key: "k" } } }] },
      {},
      ["env-reference web A"],
    ],
    [
      "the order of variables",
      { env: [{ name: "A" }, { name: "B" }] },
      {},
      { env: [{ name: "B" }, { name: "A" }] },
      {},
      [],
    ],
    ["ports", {}, {}, { ports: [{ containerPort: 80 }] }, {}, ["ports web ports"]],
    ["a probe", {}, {}, { readinessProbe: { tcpSocket: { port: 1 } } }, {}, ["probes web readinessProbe"]],
    ["sizes", {}, {}, { resources: { limits: { cpu: "1" } } }, {}, ["resources web resources"]],
    ["mounts", {}, {}, { volumeMounts: [{ name: "v", mountPath: "/v" }] }, {}, ["mounts web volumeMounts"]],
    ["a volume", {}, { volumes: [{ name: "v", emptyDir: {} }] }, {}, {}, ["volumes  v"]],
    ["where it runs", {}, {}, {}, { nodeSelector: { disk: "ssd" } }, ["placement  nodeSelector"]],
    ["who it is", {}, {}, {}, { serviceAccountName: "x" }, ["service-account  serviceAccountName"]],
    ["its user", {}, {}, { securityContext: { runAsUser: 1 } }, {}, ["security-context web securityContext"]],
    ["a container", {}, {}, {}, { initContainers: [{ name: "i" }] }, ["containers i i"]],
    ["all else", {}, {}, {}, { dnsPolicy: "None" }, ["other  dnsPolicy"]],
  ])("%s", (_name, a, aSpec, b, bSpec, expected) => {
    const changes = whatChanged(templateWith(a, aSpec), templateWith(b, bSpec));
    expect(changes.map(({ kind, container, name }) => `${kind} ${container} ${name}`)).toEqual(expected);
  });

  it("leaves out what controllers add, and names annotations apart", () => {
    const older = templateWith({}, {}, { labels: { app: "web", "pod-template-hash": "a" } });
    const newer = templateWith(
      {},
      {},
      {
        labels: { app: "web", "pod-template-hash": "b" },
        annotations: { "kubectl.kubernetes.io/restartedAt": "now" },
      },
    );
    expect(whatChanged(older, newer)).toMatchObject([{ kind: "metadata" }]);
  });

  it("tells it without secrets", () => {
    const env = (value: string) => ({ env: [{ name: "DB_PASSWORD", value }] });
    const [change] = whatChanged(templateWith(env("hunter2")), templateWith(env("hunter3")));
    expect(change?.text).toContain("DB_PASSWORD");
    expect(change?.text).not.toContain("hunter");
  });
});

describe("the references of a template", () => {
  const template = templateWith(
    {
      env: [
        { name: "A", valueFrom: { configMapKeyRef: { name: "c", key: "k" } } },
        { name: "S", valueFrom: { secretKeyRef: { name: "s", key: "p", optional: true } } },
      ],
      envFrom: [{ secretRef: { name: "s2" } }],
    },
    {
      volumes: [
        { name: "v", configMap: { name: "c", items: [{ key: "x.yml", path: "x.yml" }] } },
        { name: "w", secret: { secretName: "s3" } },
        { name: "p", projected: { sources: [{ configMap: { name: "c2" } }, { downwardAPI: {} }] } },
      ],
      imagePullSecrets: [{ name: "pull" }],
    },
  );
  const found = referencesOf(template);

  it("has every place with a pointer that a repair can name", () => {
    expect(found.map(({ of, name, key, namePointer }) => [of, name, key, namePointer])).toEqual([
      ["ConfigMap", "c", "k", "/containers/0/env/0/valueFrom/configMapKeyRef/name"],
      ["Secret", "s", "p", "/containers/0/env/1/valueFrom/secretKeyRef/name"],
      ["Secret", "s2", null, "/containers/0/envFrom/0/secretRef/name"],
      ["ConfigMap", "c", "x.yml", "/volumes/0/configMap/name"],
      ["Secret", "s3", null, "/volumes/1/secret/secretName"],
      ["ConfigMap", "c2", null, "/volumes/2/projected/sources/0/configMap/name"],
      ["Secret", "pull", null, "/imagePullSecrets/0/name"],
    ]);
    expect(found.map(({ keyPointer }) => keyPointer).filter((one) => one !== null)).toEqual([
      "/containers/0/env/0/valueFrom/configMapKeyRef/key",
      "/containers/0/env/1/valueFrom/secretKeyRef/key",
      "/volumes/0/configMap/items/0/key",
    ]);
  });

  it("knows the keys that it cannot do without", () => {
    expect(keysUsed(found, "ConfigMap", "c")).toEqual(["k", "x.yml"]);
    expect(keysUsed(found, "Secret", "s")).toEqual([]);
  });
});
