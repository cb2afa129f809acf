import { describe, expect, test } from "vitest";
import { probe, probeCandidates, refused } from "../support/probe-story.ts";

describe("a path that the container does not know, beside another probe", () => {
  const container = {
    livenessProbe: probe("/healthzz", 8080),
    readinessProbe: probe("/healthz", 8080),
    ports: [{ containerPort: 8080 }],
  };
  const says = "Liveness probe failed: HTTP probe failed with statuscode: 404";

  test.each([
    ["that never failed", undefined],
    ["that failed only while nobody listened yet", refused(8080)],
  ])("%s gets that one's path", async (_which, saysToo) => {
    const [best] = await probeCandidates({
      container,
      says,
      kills: true,
      ...(saysToo !== undefined && { saysToo }),
    });
    expect(best).toMatchObject({ cause: "probe-wrong", repair: { type: "SetProbe" } });
    expect(JSON.stringify(best?.repair)).toContain('"path":"/healthz"');
  });

  test("that is answered with an error is no example", async () => {
    const saysToo = "Readiness probe failed: HTTP probe failed with statuscode: 500";
    const [best] = await probeCandidates({ container, says, kills: true, saysToo });
    expect(best).toMatchObject({ cause: "probe-wrong", repair: null });
  });
});
