import { describe, expect, test } from "vitest";
import { OperationError } from "../../src/core/errors.ts";
import { apiServerCheck } from "../../src/doctor/checks/api-server.ts";
import { clockCheck } from "../../src/doctor/checks/clock.ts";
import { watchCheck } from "../../src/doctor/checks/watch.ts";
import { apiOf, NOW, patient, run, told } from "./support/patient.ts";

const version = (minor: string) => ({ body: { gitVersion: `v1.${minor}.2`, major: "1", minor } });

describe("the API server", () => {
  test("that answers is well, and it is said who asks", async () => {
    const { cluster } = apiOf(({ path }) =>
      path === "/version"
        ? version("34")
        : {
            code: 201,
            body: { status: { userInfo: { username: "system:serviceaccount:kube-autofix:kube-autofix" } } },
          },
    );
    const { statuses, details } = told(await run(apiServerCheck(patient({}, { cluster }))));
    expect(statuses).toEqual(["ok"]);
    expect(details).toMatch(
      /^v1\.34\.2 answers in \d+ ms, to system:serviceaccount:kube-autofix:kube-autofix$/,
    );
  });

  test("that is old is a warning", async () => {
    const { cluster } = apiOf(({ path }) => (path === "/version" ? version("28") : undefined));
    const { statuses, remedies } = told(await run(apiServerCheck(patient({}, { cluster }))));
    expect([statuses, remedies]).toEqual([["ok", "warning"], expect.stringContaining("upgrade")]);
  });

  test.each([
    [401, "renew the kubeconfig"],
    [404, "KUBECONFIG"],
  ])("that answers %i fails, with what to do", async (code, remedy) => {
    const { cluster } = apiOf(() => ({ code, text: "no" }));
    const { statuses, remedies } = told(await run(apiServerCheck(patient({}, { cluster }))));
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining(remedy)]);
  });

  test("that is nowhere configured fails, with what to do", async () => {
    const cluster = () => {
      throw new OperationError("no cluster is configured", { reason: "invalid", retryable: false });
    };
    const { statuses, remedies } = told(await run(apiServerCheck(patient({}, { cluster }))));
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining("set KUBECONFIG")]);
  });
});

test.each([
  ["the same second", 0, "ok"],
  ["within two seconds", -1_900, "ok"],
  ["ten seconds behind", -10_000, "warning"],
  ["ten seconds ahead", 10_000, "warning"],
  ["five minutes ahead", 300_000, "failure"],
] as const)("a clock is held against the API server's: %s", async (_case, offMs, status) => {
  const date = new Date(NOW.getTime() + offMs).toUTCString();
  const { cluster } = apiOf(() => ({ date }));
  const { statuses, remedies } = told(await run(clockCheck(patient({}, { cluster }))));
  expect(statuses).toEqual([status]);
  if (status !== "ok") expect(remedies).toContain("NTP");
});

test("a server that does not say its time is no failure", async () => {
  const { cluster } = apiOf(() => ({}));
  expect(told(await run(clockCheck(patient({}, { cluster })))).statuses).toEqual(["ok"]);
});

describe("watches", () => {
  const list = { body: { metadata: { resourceVersion: "7" } } };
  test("that open are well, from where the list ends", async () => {
    const { cluster, asked } = apiOf(() => list);
    expect(told(await run(watchCheck(patient({ WATCH_NAMESPACES: "shop" }, { cluster })))).statuses).toEqual([
      "ok",
    ]);
    const opened = asked.filter(({ verb }) => verb === "watch");
    expect(opened.map(({ path, query }) => [path, query?.resourceVersion])).toEqual([
      ["/api/v1/namespaces/shop/pods", "7"],
      ["/api/v1/namespaces/shop/events", "7"],
    ]);
  });

  test.each([
    ["list", 403, "role"],
    ["watch", 403, "role"],
    ["watch", 502, "proxy"],
  ] as const)("that do not fail, with what to do: %s %i", async (verb, code, remedy) => {
    const { cluster } = apiOf((request) => (request.verb === verb ? { code, body: {} } : list));
    const { statuses, remedies } = told(await run(watchCheck(patient({}, { cluster }))));
    expect([statuses, remedies]).toEqual([["failure", "failure"], expect.stringContaining(remedy)]);
  });

  test("that are off are a warning", async () => {
    const { statuses, remedies } = told(await run(watchCheck(patient({ WATCH: "off" }))));
    expect([statuses, remedies]).toEqual([["warning"], expect.stringContaining("WATCH")]);
  });
});
