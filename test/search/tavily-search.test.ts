import { afterEach, describe, expect, it } from "vitest";
import { createTavilySearch } from "../../src/search/tavily-search.ts";
import {
  createFakeTavily,
  FAKE_TAVILY_KEY,
  type FakeTavily,
  type TavilyAnswer,
} from "../../src/simulation/tavily/create-fake-tavily.ts";

const page = (url: string, content = "Raise the limit.", title = "OOM") => ({ title, url, content });
const running: FakeTavily[] = [];
afterEach(async () => {
  for (const fake of running.splice(0)) await fake.stop();
});

async function searchWith(answer: TavilyAnswer, options: { apiKey?: string; domains?: string[] } = {}) {
  const fake = createFakeTavily(answer);
  running.push(fake);
  const { url } = await fake.start();
  const search = createTavilySearch({
    apiKey: () => options.apiKey ?? FAKE_TAVILY_KEY,
    baseUrl: url,
    timeoutSeconds: 30,
    domains: () => options.domains ?? ["kubernetes.io", "github.com"],
  });
  return { fake, search };
}
const none = new AbortController().signal;

describe("a search of the web", () => {
  it("gives pages of allowed hosts alone, each with its source, cleaned and redacted", async () => {
    const { search } = await searchWith({
      kind: "pages",
      pages: [
        page("https://kubernetes.io/docs/oom", "set\u202e password=hunter2hunter2 \u001b[31mnow"),
        page("https://evil.example/kubernetes.io"),
        page("http://kubernetes.io/plain"),
        page("https://notkubernetes.io/x"),
      ],
    });
    const { result, notes } = await search.search("kubernetes OOMKilled", none);
    expect(result).toBe("found");
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ kind: "web", source: "https://kubernetes.io/docs/oom", title: "OOM" });
    for (const bad of ["hunter2", "\u202e", "\u001b"]) expect(notes[0]?.text).not.toContain(bad);
  });

  const status = (code: number, error: string) => ({ kind: "status", status: code, error }) as const;
  it.each<[string, string, TavilyAnswer]>([
    ["refused", "the key is not taken", status(401, "Unauthorized: missing or invalid API key.")],
    [
      "limited",
      "there were too many",
      status(429, "Your request has been blocked due to excessive requests."),
    ],
    ["limited", "the plan is used up", status(432, "This request exceeds your plan's set usage limit.")],
    ["failed", "the server fails", status(500, "Internal Server Error")],
    ["failed", "the answer is none", { kind: "garbage", body: "{" }],
    ["failed", "the answer has another shape", { kind: "garbage", body: '{"results": 7}' }],
    ["nothing", "there is no page", { kind: "pages", pages: [] }],
  ])("is %s where %s", async (result, _why, answer) => {
    const { search } = await searchWith(answer);
    expect(await search.search("kubernetes OOMKilled", none)).toEqual({ result, notes: [] });
  });

  it("says that a key is not taken", async () => {
    const { search } = await searchWith({ kind: "pages", pages: [] }, { apiKey: "tvly-of-somebody-else" });
    expect(await search.search("kubernetes OOMKilled", none)).toEqual({ result: "refused", notes: [] });
  });

  it("ends when nobody waits any more", async () => {
    const { fake, search } = await searchWith({ kind: "silence" });
    const stop = new AbortController();
    const searching = search.search("kubernetes OOMKilled", stop.signal);
    await expect.poll(() => fake.queries).toHaveLength(1);
    stop.abort(new Error("enough"));
    expect(await searching).toEqual({ result: "timeout", notes: [] });
  });

  it("asks nobody where no host is allowed", async () => {
    const { fake, search } = await searchWith({ kind: "pages", pages: [] }, { domains: [] });
    expect(await search.search("kubernetes OOMKilled", none)).toEqual({ result: "nothing", notes: [] });
    expect(fake.queries).toEqual([]);
  });
});
