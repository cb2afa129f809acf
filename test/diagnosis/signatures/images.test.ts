import { describe, expect, it } from "vitest";
import { pullFailureOf } from "../../../src/diagnosis/images/pull-failure.ts";
import { parseImage, writtenLike } from "../../../src/diagnosis/images/reference.ts";
import { lookAt, lookAtObjects, objectsOf } from "../support/classic.ts";
import { findingOf } from "../support/investigate.ts";
import { waiting } from "../support/release-story.ts";
import { ago, container, deployment, type PodPlan, status, template } from "../support/workload.ts";

const NOT_FOUND =
  'Back-off pulling image "x": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/acme/web:503": failed to resolve reference "docker.io/acme/web:503": docker.io/acme/web:503: not found';

describe("the words of a failed pull", () => {
  it.each([
    ["ImagePullBackOff", NOT_FOUND, "not-found"],
    [
      "ErrImagePull",
      "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope",
      "denied",
    ],
    [
      "ErrImagePull",
      "failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized",
      "denied",
    ],
    [
      "ErrImagePull",
      'failed to do request: Head "https://r.example/v2/a/manifests/1": dial tcp 10.0.0.1:443: i/o timeout',
      "unavailable",
    ],
    ["ErrImagePull", "lookup r.example on 10.96.0.10:53: no such host", "unavailable"],
    [
      "ErrImagePull",
      "429 Too Many Requests - toomanyrequests: You have reached your pull rate limit",
      "unavailable",
    ],
    ["ErrImagePull", "unexpected status from HEAD request: 503 Service Unavailable", "unavailable"],
    ["ErrImagePull", "no match for platform in manifest: not found", "wrong-architecture"],
    ["ErrImagePull", "manifest for acme/web:9 not found: manifest unknown", "not-found"],
    ["InvalidImageName", "couldn't parse image name", "invalid"],
    ["ErrImageNeverPull", 'Container image "a" is not present with pull policy of Never', "never"],
    ["ErrImagePull", "something else", "unclear"],
  ])("%s %s", (reason, words, failure) => {
    expect(pullFailureOf(reason, words)).toBe(failure);
  });
});

describe("an image reference", () => {
  it.each([
    ["nginx", "docker.io/library/nginx:latest"],
    ["acme/web:1", "docker.io/acme/web:1"],
    ["localhost:5000/a/b:2", "localhost:5000/a/b:2"],
    ["ghcr.io/a/b", "ghcr.io/a/b:latest"],
  ])("%s is %s in full", (text, full) => {
    const image = parseImage(text);
    expect(`${image?.registry}/${image?.repository}:${image?.tag}`).toBe(full);
    expect(image && writtenLike(text, image)).toBe(
      text.includes(":") && !text.endsWith("5000/a/b") ? text : `${text}:latest`,
    );
  });

  it("is none with capitals or spaces", () => {
    expect(parseImage("Acme/Web:1")).toBeUndefined();
    expect(parseImage("a b")).toBeUndefined();
  });
});

const waits = (reason: string, message: string): PodPlan => ({
  phase: "Pending",
  statuses: [status({ state: waiting(reason, message), lastState: {}, restartCount: 0 })],
});
const elsewhere = (name: string, image: string) => {
  const other = deployment(template({ containers: [container({ name: "c", image })] }), {
    status: { readyReplicas: 1 },
  });
  return { ...other, metadata: { ...other.metadata, name, uid: `uid-${name}` } };
};
const look = async (image: string, plan: PodPlan, others: string[]) =>
  findingOf(
    await lookAtObjects(
      [
        ...objectsOf({ spec: { containers: [container({ image })] }, pods: [plan] }),
        ...others.map((other, index) => elsewhere(`other-${index}`, other)),
      ],
      {},
      { openedAt: ago(120) },
    ),
  );

describe("an image of a first revision", () => {
  it.each([
    [
      "a tag that another workload runs",
      "acme/worker:3.21",
      NOT_FOUND,
      ["acme/worker:3.2.1"],
      "acme/worker:3.2.1",
    ],
    [
      "a name with a slip",
      "ngnix:1.25",
      "pull access denied, repository does not exist or may require authorization",
      ["nginx:1.25"],
      "nginx:1.25",
    ],
    [
      "a name with a slip, in a registry that shows nothing to strangers",
      "quay.io/acme/cache-sever:7",
      "401 Unauthorized",
      ["quay.io/acme/cache-server:7"],
      "quay.io/acme/cache-server:7",
    ],
    [
      "the nearest of several tags",
      "acme/web:1.4.22",
      NOT_FOUND,
      ["acme/web:1.4.2", "acme/web:9.0.0"],
      "acme/web:1.4.2",
    ],
  ])("is proposed: %s", async (_name, image, message, others, to) => {
    expect(await look(image, waits("ImagePullBackOff", message), others)).toMatchObject({
      cause: "image-not-found",
      rollback: null,
      repair: { type: "SetImage", parameters: { container: "web", from: image, to } },
    });
  });

  it.each([
    ["nothing near is known", "acme/web:2", NOT_FOUND, ["acme/other:2"], "image-not-found"],
    ["two are equally near", "acme/web:1.0", NOT_FOUND, ["acme/web:1.1", "acme/web:1.2"], "image-not-found"],
    ["credentials are refused", "acme/web:2", "401 Unauthorized", ["acme/web:1"], "image-pull-denied"],
    [
      "the runtime has no build for the node",
      "acme/web:2",
      "no match for platform in manifest: not found",
      [],
      "image-wrong-architecture",
    ],
  ])("is a person's where %s", async (_name, image, message, others, cause) => {
    expect(await look(image, waits("ErrImagePull", message), others)).toMatchObject({ cause, repair: null });
  });

  it("is waited for while the registry is away, and then a person's", async () => {
    const plan = { pods: [waits("ErrImagePull", "dial tcp 1.2.3.4:443: i/o timeout")] };
    expect(await lookAt(plan, { openedAt: ago(400) })).toMatchObject({ kind: "wait" });
    expect(findingOf(await lookAt(plan, { openedAt: ago(1200) }))).toMatchObject({
      cause: "image-registry-unavailable",
      repair: null,
    });
  });
});
