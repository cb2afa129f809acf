import { describe, expect, it } from "vitest";
import { findingOf } from "../support/investigate.ts";
import { lookAt, object } from "../support/objects.ts";
import { deployment, podOf, service, slice } from "../support/routing.ts";

const backend = (name: string, port: object) => ({ path: "/", backend: { service: { name, port } } });
const ingress = (...paths: object[]) =>
  object("networking.k8s.io/v1", "Ingress", "edge", { spec: { rules: [{ http: { paths } }] } });
const storefront = service({ name: "storefront", ports: [{ name: "http", port: 80, targetPort: 8080 }] });

describe("an Ingress", () => {
  it("to a Service whose name is a slip away is proposed that one, in every place", async () => {
    const one = ingress(backend("storefornt", { number: 80 }), backend("storefornt", { number: 80 }));
    const finding = findingOf(await lookAt([one, storefront, service({ name: "cart" })]));
    expect(finding).toMatchObject({
      cause: "ingress-backend-wrong",
      object: { kind: "Ingress" },
      repair: { type: "SetReference", parameters: { of: "Service", part: "name", to: "storefront" } },
    });
    const change = (pointer: string) => ({ pointer, from: "storefornt", to: "storefront" });
    expect(finding.repair?.parameters).toMatchObject({
      changes: [
        change("/rules/0/http/paths/0/backend/service/name"),
        change("/rules/0/http/paths/1/backend/service/name"),
      ],
    });
  });

  it.each([
    [
      "by number",
      { number: 8443 },
      [{ pointer: "/rules/0/http/paths/0/backend/service/port/number", from: 8443, to: 80 }],
    ],
    [
      "by name",
      { name: "https" },
      [{ pointer: "/rules/0/http/paths/0/backend/service/port/name", from: "https", to: "http" }],
    ],
  ])("to a port that the Service lacks, %s, is proposed its only one", async (_how, port, changes) => {
    const { repair } = findingOf(await lookAt([ingress(backend("storefront", port)), storefront]));
    expect(repair).toMatchObject({ parameters: { part: "port", changes } });
  });

  it.each([
    ["a Service that is like no other", backend("portal", { number: 80 })],
    ["a Service whose namesake lacks the port", backend("storefornt", { number: 9000 })],
  ])("to %s is a person's", async (_what, path) => {
    const finding = findingOf(await lookAt([ingress(path), storefront]));
    expect(finding).toMatchObject({ cause: "ingress-backend-wrong", repair: null });
  });

  it("to a Service that is at fault leads there", async () => {
    const web = deployment("web");
    const broken = service({ name: "web", selector: { app: "wbe" } });
    const finding = findingOf(
      await lookAt([ingress(backend("web", { number: 80 })), broken, web, podOf(web)]),
    );
    expect(finding).toMatchObject({
      cause: "service-selector-wrong",
      object: { kind: "Service", name: "web" },
      repair: null,
    });
  });

  it("to what is there and serves is well", async () => {
    const web = deployment("web");
    const objects = [
      ingress(backend("web", { number: 80 })),
      service(),
      slice("web", [true]),
      web,
      podOf(web),
    ];
    expect((await lookAt(objects)).kind).toBe("healthy");
  });
});
