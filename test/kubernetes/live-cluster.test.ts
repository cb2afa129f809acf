import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createLiveClusterReader } from "../../src/kubernetes/live-cluster-reader.ts";
import { createLiveClusterWriter } from "../../src/kubernetes/live-cluster-writer.ts";
import { answerJson, openScriptedApi, type ScriptedApi } from "./scripted-api.ts";

const POD = { apiVersion: "v1", kind: "Pod", namespace: "ns", name: "p", uid: "u" };
const status = (code: number, reason: string, details: object = { name: "p", kind: "pods" }) => ({
  kind: "Status",
  status: "Failure",
  message: `it said ${reason}`,
  reason,
  details,
  code,
});
const counted: string[] = [];
const live = (api: ScriptedApi, timeoutMs = 5000) => ({
  kubeConfig: api.kubeConfig,
  clock: createClock(),
  timeoutMs,
  onRequest: (verb: string, code: string) => void counted.push(`${verb} ${code}`),
});
const forever = new AbortController().signal;

let api: ScriptedApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
  counted.length = 0;
});

describe("requests to an API server", () => {
  it.each([
    [400, "BadRequest", "invalid", false],
    [401, "Unauthorized", "forbidden", false],
    [403, "Forbidden", "forbidden", false],
    [404, "NotFound", "not-found", false],
    [409, "Conflict", "conflict", false],
    [410, "Expired", "other", false],
    [429, "TooManyRequests", "unavailable", true],
    [500, "InternalError", "unavailable", true],
    [503, "ServiceUnavailable", "unavailable", true],
    [504, "Timeout", "timeout", true],
  ])("answered with %d %s fail as %s", async (code, said, reason, retryable) => {
    api = await openScriptedApi((_request, response) => answerJson(response, code, status(code, said)));
    const patch = createLiveClusterWriter(live(api)).patch(
      { target: POD, patch: [], dryRun: false },
      forever,
    );
    await expect(patch).rejects.toMatchObject({
      reason,
      retryable,
      message: `could not patch Pod ns/p: ${code} it said ${said}`,
    });
  });

  it.each([
    ["a failed test", {}, "conflict"],
    ["an invalid field", { name: "p", causes: [{ reason: "FieldValueInvalid", field: "spec" }] }, "invalid"],
    ["an admission policy", { name: "p", causes: [{ message: "a policy denied it" }] }, "forbidden"],
  ])("tell %s, all answered with 422", async (_what, details, reason) => {
    api = await openScriptedApi((_request, response) =>
      answerJson(response, 422, status(422, "Invalid", details)),
    );
    const patch = createLiveClusterWriter(live(api)).patch(
      { target: POD, patch: [], dryRun: false },
      forever,
    );
    await expect(patch).rejects.toMatchObject({ reason });
  });

  it("go over kept connections, with the credentials and our name", async () => {
    const headers: unknown[] = [];
    api = await openScriptedApi((request, response) => {
      headers.push([request.headers.authorization, request.headers["user-agent"]]);
      answerJson(response, 200, { metadata: { name: "p" } });
    });
    const reader = createLiveClusterReader(live(api));
    for (let n = 0; n < 20; n += 1) await reader.get(POD, forever);
    expect(api.connections()).toBeLessThanOrEqual(2);
    expect(headers[0]).toEqual(["Bearer secret-token", "kube-autofix"]);
  });

  it("end at their time-out, also when the body never ends", async () => {
    api = await openScriptedApi((_request, response) => void response.writeHead(200).write('{"metadata":'));
    const get = createLiveClusterReader(live(api, 100)).get(POD, forever);
    await expect(get).rejects.toMatchObject({ reason: "timeout", retryable: true });
    expect(counted).toEqual(["get timeout"]);
  });

  it("end at their time-out when a credential plugin hangs", async () => {
    api = await openScriptedApi((_request, response) => void response.end());
    api.kubeConfig.addAuthenticator({
      isAuthProvider: () => true,
      applyAuthentication: () => new Promise(() => {}),
    });
    const get = createLiveClusterReader(live(api, 100)).get(POD, forever);
    await expect(get).rejects.toMatchObject({ reason: "timeout" });
    expect(api.requests).toEqual([]);
  });

  it("end when the caller stops", async () => {
    const stop = new AbortController();
    api = await openScriptedApi(() => stop.abort(new Error("shutting down")));
    const get = createLiveClusterReader(live(api)).get(POD, stop.signal);
    await expect(get).rejects.toMatchObject({
      reason: "timeout",
      message: /read Pod ns\/p \(shutting down\)/,
    });
  });

  it("fail as unavailable where nothing listens or the connection breaks, without the token in the message", async () => {
    api = await openScriptedApi((request) => void request.socket.destroy());
    const reader = createLiveClusterReader(live(api));
    const broken = await reader.get(POD, forever).catch((error: unknown) => error);
    expect(broken).toMatchObject({ reason: "unavailable", retryable: true });
    await api.close();
    const refused = await reader.get(POD, forever).catch((error: unknown) => error);
    api = undefined;
    expect(refused).toMatchObject({
      reason: "unavailable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(String(broken) + String(refused)).not.toContain("secret-token");
  });

  it("fail as other where the answer is no Kubernetes object", async () => {
    api = await openScriptedApi((_request, response) => void response.end("<html>a proxy</html>"));
    await expect(createLiveClusterReader(live(api)).get(POD, forever)).rejects.toMatchObject({
      reason: "other",
    });
  });

  it("ask a changed discovery document again only after minutes", async () => {
    api = await openScriptedApi((_request, response) =>
      answerJson(response, 200, { resources: [{ name: "pods/resize", kind: "Pod", namespaced: true }] }),
    );
    const reader = createLiveClusterReader(live(api));
    expect(await reader.serves("v1", "pods/resize", forever)).toBe(true);
    expect(await reader.serves("v1", "pods/other", forever)).toBe(false);
    expect(api.requests).toEqual(["GET /api/v1"]);
  });
});

describe("a list", () => {
  const page = (names: string[], next: string) => ({
    metadata: { resourceVersion: "1", continue: next },
    items: names.map((name) => ({ metadata: { name } })),
  });

  it("goes on page by page, and starts again when its snapshot has expired", async () => {
    let hasExpired = false;
    api = await openScriptedApi((request, response) => {
      const next = new URL(request.url ?? "", "http://x").searchParams.get("continue");
      if (next === null) answerJson(response, 200, page(["a"], "to-b"));
      else if (hasExpired) answerJson(response, 200, page(["b"], ""));
      else {
        hasExpired = true;
        answerJson(response, 410, status(410, "Expired"));
      }
    });
    const list = await createLiveClusterReader(live(api)).list(
      { apiVersion: "v1", kind: "Pod" },
      {},
      forever,
    );
    expect(list.items.map((item) => item.metadata.name)).toEqual(["a", "b"]);
    expect(list.isTruncated).toBe(false);
    expect(api.requests).toHaveLength(4);
  });

  it("asks for no more than its limit", async () => {
    api = await openScriptedApi((_request, response) => answerJson(response, 200, page(["a", "b"], "more")));
    const type = { apiVersion: "v1", kind: "Pod" };
    const list = await createLiveClusterReader(live(api)).list(type, { namespace: "ns", limit: 2 }, forever);
    expect(list).toMatchObject({ isTruncated: true, items: [{ kind: "Pod" }, { kind: "Pod" }] });
    expect(api.requests).toEqual(["GET /api/v1/namespaces/ns/pods?limit=2"]);
  });
});

describe("a log", () => {
  const options = {
    namespace: "ns",
    pod: "p",
    container: "c",
    previous: true,
    tailLines: 5,
    limitBytes: 100,
  };

  it.each([
    [200, "out of memory\n", "out of memory\n"],
    [200, "unable to retrieve container logs for containerd://abc", undefined],
    [204, "", undefined],
    [400, "previous terminated container not found", undefined],
    [404, "not found", undefined],
  ])("answered with %d %j is %j", async (code, text, expected) => {
    api = await openScriptedApi((_request, response) => void response.writeHead(code).end(text));
    expect(await createLiveClusterReader(live(api)).logs(options, forever)).toBe(expected);
    expect(api.requests).toEqual([
      "GET /api/v1/namespaces/ns/pods/p/log?container=c&previous=true&tailLines=5&limitBytes=100",
    ]);
  });
});
