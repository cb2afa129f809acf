import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { mountedCertificates, ownCertificates } from "../../src/guard/certificates/certificate-source.ts";
import { makeCertificate } from "../../src/guard/certificates/make-certificate.ts";
import { withAuthority } from "../../src/guard/certificates/trust-bundle.ts";

const HOSTS = ["kube-autofix-guard.shop.svc", "127.0.0.1"];
const DAY = 86_400;
const make = (validSeconds = DAY) => makeCertificate({ hosts: HOSTS, now: new Date(), validSeconds });

test("a made certificate is signed by its authority, for its hosts and its time alone", () => {
  const made = make();
  const [leaf, root] = [new X509Certificate(made.certificate), new X509Certificate(made.authority)];
  expect(leaf.checkIssued(root)).toBe(true);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  expect([leaf.ca, root.ca]).toEqual([false, true]);
  expect(leaf.checkHost("kube-autofix-guard.shop.svc")).toBeDefined();
  expect(leaf.checkIP("127.0.0.1")).toBeDefined();
  expect(leaf.checkHost("other.shop.svc")).toBeUndefined();
  expect(Math.abs(leaf.validToDate.getTime() - made.notAfter.getTime())).toBeLessThan(1000);
  expect(make().authority).not.toBe(made.authority);
});

test("a client that trusts the authority connects, another does not", async () => {
  const made = make();
  const server = createServer({ cert: made.certificate, key: made.key });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const reach = (ca: string, servername: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", ca, servername }, () => resolve(socket.authorized));
      socket.on("error", () => resolve(false));
      socket.on("secureConnect", () => socket.end());
    });
  const [host = ""] = HOSTS;
  expect(await reach(made.authority, host)).toBe(true);
  expect(await reach(make().authority, host)).toBe(false);
  expect(await reach(made.authority, "other.shop.svc")).toBe(false);
});

test("the bundle gains an authority, keeps those of others, and loses what has expired or is none", () => {
  const [mine, other] = [make().authority, make(2 * DAY).authority];
  const now = new Date();
  const both = withAuthority(other, mine, now);
  expect(both).toBe(mine + other);
  expect(withAuthority(both, mine, now)).toBe(both);
  expect(withAuthority("", mine, now)).toBe(mine);
  expect(
    withAuthority(`${other}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`, mine, now),
  ).toBe(both);
  const later = new Date(now.getTime() + 1.5 * DAY * 1000);
  const newer = makeCertificate({ hosts: HOSTS, now: later, validSeconds: DAY }).authority;
  expect(withAuthority(both, newer, later)).toBe(newer + other);
});

test("the bundle does not grow without end", () => {
  let bundle = "";
  for (let count = 0; count < 20; count++) bundle = withAuthority(bundle, make().authority, new Date());
  expect(bundle.match(/BEGIN/g)).toHaveLength(16);
});

test("an own certificate is made anew at half of its time", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const clock: Clock = { now: () => now, sleep: async () => {}, wallMs: (ms) => ms };
  const source = ownCertificates({ hosts: HOSTS, clock });
  const first = await source.current();
  now = new Date(now.getTime() + 3.4 * DAY * 1000);
  expect(await source.current()).toBe(first);
  now = new Date(now.getTime() + 0.2 * DAY * 1000);
  const second = await source.current();
  expect(second.authority).not.toBe(first.authority);
  expect(new X509Certificate(first.certificate).validToDate.getTime()).toBeGreaterThan(now.getTime());
});

test("mounted files are taken when they change, and the last ones serve while they cannot be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "guard-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const source = mountedCertificates(folder, silentLogger);
  await expect(source.current()).rejects.toThrow(/tls\.crt and tls\.key/);
  const write = async (name: string, text: string) => writeFile(join(folder, name), text);
  await Promise.all([write("tls.crt", "one"), write("tls.key", "key")]);
  const first = await source.current();
  expect(first).toEqual({ certificate: "one", key: "key", authority: null });
  expect(await source.current()).toBe(first);
  await Promise.all([write("tls.crt", "two"), write("ca.crt", "ca")]);
  expect(await source.current()).toEqual({ certificate: "two", key: "key", authority: "ca" });
  await rm(join(folder, "tls.key"));
  expect(await source.current()).toMatchObject({ certificate: "two" });
});
