import { readFileSync } from "node:fs";
import { Agent, createServer } from "node:https";
import { type AddressInfo, connect as connectPlain } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { fetchPage } from "../../src/search/runbooks/fetch-page.ts";
import { isPublicAddress, publicLookup } from "../../src/search/runbooks/public-lookup.ts";

const pem = (name: string) => readFileSync(join(import.meta.dirname, "../fixtures/tls", name));
const [key, cert] = [pem("key.pem"), pem("certificate.pem")];
const none = new AbortController().signal;
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

type Answer = { status?: number; headers?: Record<string, string>; body?: string };

/** A server for names ending in .example on a port of its own; the agent leads there whatever is looked up. */
async function serving(answers: Record<string, Answer>) {
  const asked: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    const url = `https://${request.headers.host}${request.url}`;
    asked.push(url);
    const { status = 200, headers = {}, body = "" } = answers[url] ?? { status: 404 };
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const agent = new Agent();
  Object.assign(agent, {
    createConnection: ({ servername }: { servername: string }) =>
      connect({ socket: connectPlain(port, "127.0.0.1"), ca: cert, servername }),
  });
  return { asked, options: { hosts: () => ["runbooks.example"], lookup: publicLookup(), agent } };
}

describe("the page that an alert names", () => {
  it("is fetched as text, also after a redirect within what is allowed", async () => {
    const { options } = await serving({
      "https://runbooks.example/oom": { status: 302, headers: { location: "/kubernetes/oom" } },
      "https://runbooks.example/kubernetes/oom": { body: "<h1>OOM</h1><p>Raise it.</p><script>x</script>" },
    });
    expect(await fetchPage("https://runbooks.example/oom", options, none)).toEqual({
      kind: "page",
      url: "https://runbooks.example/kubernetes/oom",
      text: "# OOM\n\nRaise it.",
    });
  });

  it.each([
    ["http://runbooks.example/oom", "no https"],
    ["https://runbooks.example:8443/oom", "no https"],
    ["https://user:pass@runbooks.example/oom", "no https"],
    ["file:///etc/passwd", "no https"],
    ["javascript:alert(1)", "no https"],
    ["https://169.254.169.254/latest/meta-data", "an address and no host"],
    ["https://[::1]/oom", "an address and no host"],
    ["https://2130706433/oom", "an address and no host"],
    ["https://other.example/oom", "not allowed"],
    ["https://runbooks.example.evil.example/oom", "not allowed"],
    ["https://kubernetes.default.svc/api", "not allowed"],
  ])("is not asked for at %s", async (address, why) => {
    const { asked, options } = await serving({});
    expect(await fetchPage(address, options, none)).toEqual({
      kind: "refused",
      why: expect.stringContaining(why),
    });
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer, string]>([
    [
      "leads to another host",
      { status: 302, headers: { location: "https://inside.example/" } },
      "not allowed",
    ],
    ["leads to a plain address", { status: 307, headers: { location: "http://127.0.0.1/" } }, "no https"],
    ["leads to itself for ever", { status: 301, headers: { location: "/oom" } }, "more than 3 times"],
    ["is a picture", { headers: { "content-type": "image/png" } }, "neither HTML nor text"],
    ["is too large", { body: "x".repeat(600_000) }, "too large"],
    ["is not there", { status: 404 }, "answered 404"],
  ])("is refused where it %s", async (_what, answer, why) => {
    const { asked, options } = await serving({ "https://runbooks.example/oom": answer });
    expect(await fetchPage("https://runbooks.example/oom", options, none)).toEqual({
      kind: "refused",
      why: expect.stringContaining(why),
    });
    expect(asked.every((url) => url === "https://runbooks.example/oom")).toBe(true);
  });

  it("is refused where its name leads to a private address", async () => {
    const options = { hosts: () => ["localhost"], lookup: publicLookup() };
    expect(await fetchPage("https://localhost/oom", options, none)).toEqual({
      kind: "refused",
      why: expect.stringContaining("no public address"),
    });
  });

  it("is given up when nobody waits any more", async () => {
    const { options } = await serving({});
    const signal = AbortSignal.abort(new Error("enough"));
    expect((await fetchPage("https://runbooks.example/oom", options, signal)).kind).toBe("refused");
  });
});

it.each([
  ["8.8.8.8", true],
  ["10.1.2.3", false],
  ["100.64.0.1", false],
  ["127.0.0.1", false],
  ["169.254.169.254", false],
  ["172.31.0.1", false],
  ["192.168.1.1", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["2606:4700::1111", true],
  ["::1", false],
  ["::ffff:10.0.0.1", false],
  ["::ffff:8.8.8.8", false],
  ["fd00::1", false],
  ["fe80::1", false],
  ["2002:7f00:1::", false],
  ["64:ff9b::a00:1", false],
  ["no address", false],
])("%s is public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
