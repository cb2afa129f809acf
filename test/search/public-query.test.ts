import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PUBLIC_WORDS } from "../../src/search/data/public-words.ts";
import { type Problem, publicQuery } from "../../src/search/public-query.ts";

const NOTHING: Problem = { reasons: [], exitCodes: [], messages: [], images: [], privateNames: [] };

describe("the query of a problem", () => {
  it("holds what platform, runtime and image say, and none of the names around", () => {
    const query = publicQuery({
      reasons: ["CrashLoopBackOff"],
      exitCodes: [1],
      messages: [
        'FATAL: connection to server at "pg-main.payments-pci.svc.cluster.local" (10.4.7.9) failed for user "mallory"',
        "Caused by: org.hibernate.exception.JDBCConnectionException: unable to acquire a connection",
      ],
      images: ["registry.corp.example:5000/team-x/keycloak:26.0.7-build3@sha256:00ff"],
      privateNames: ["payments-pci", "pg-main", "checkout"],
    });
    expect(query).toBe(
      "kubernetes CrashLoopBackOff exit code 1 keycloak 26.0.7 FATAL connection to server at failed for user JDBCConnectionException unable acquire",
    );
  });

  it.each<[string, Partial<Problem>]>([
    ["nothing is known", {}],
    ["only names are left", { messages: ["mallory@corp.example: payments-pci/web-7c9 -> 10.0.0.7"] }],
    ["a reason is a name", { reasons: ["Payments"], privateNames: ["payments"] }],
  ])("is empty where %s", (_why, problem) => {
    expect(publicQuery({ ...NOTHING, ...problem })).toBe("");
  });

  it("leaves an image out that is named after something of the house", () => {
    const problem = { ...NOTHING, reasons: ["ErrImagePull"], images: ["nginx:1.27", "acme/payments-api:3"] };
    expect(publicQuery({ ...problem, privateNames: ["payments"] })).toBe(
      "kubernetes ErrImagePull nginx 1.27",
    );
  });
});

describe("whatever the evidence", () => {
  const name = fc
    .stringMatching(/^[a-z]{3,9}(?:-[a-z0-9]{2,6}){0,2}$/)
    // What is a word of the platform's messages tells nobody anything.
    .filter((one) => one.split("-").every((part) => !PUBLIC_WORDS.has(part)));
  const host = fc.tuple(name, name).map(([one, other]) => `${one}.${other}.corp.example`);
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const line = fc
    .tuple(name, host, name, address, fc.emailAddress())
    .map(([namespace, at, user, ip, mail]) => ({
      names: [namespace, at, user, ip, mail],
      text: [
        `ERROR failed to connect to ${at}:5432 from ${ip} as user "${user}" in namespace ${namespace}`,
        `Error: permission denied for ${mail} on /home/${user}/data of pod ${namespace}/${user}-7d9f`,
        `com.${user}.${namespace}.ConnectionError: host ${at} (${ip}) refused the connection`,
        `panic: ${user.toUpperCase()}_TOKEN=${user} is not set for ${namespace}`,
      ],
    }));

  it("no namespace, host, user or address is in the query", () => {
    let telling = 0;
    fc.assert(
      fc.property(line, fc.array(line, { maxLength: 3 }), (one, more) => {
        const all = [one, ...more];
        const query = publicQuery({
          reasons: ["CrashLoopBackOff"],
          exitCodes: [1],
          messages: all.flatMap(({ text }) => text),
          images: all.map(({ names: [namespace, at] }) => `${at}/${namespace}/nginx:1.27`),
          // Nobody has told of the names that stand in the text alone.
          privateNames: [one.names[0] ?? ""],
        });
        if (query.includes("failed to connect")) telling += 1;
        const words = new Set(query.toLowerCase().split(/\s+/));
        const parts = all
          .flatMap(({ names }) => names)
          .flatMap((each) => [each, ...each.split(/[^A-Za-z0-9]+/)])
          .map((part) => part.toLowerCase())
          .filter((part) => part.length > 2 && !PUBLIC_WORDS.has(part));
        expect(parts.filter((part) => words.has(part))).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(telling).toBeGreaterThan(100);
  });
});
