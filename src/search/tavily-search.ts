import { tavily } from "@tavily/core";
import { z } from "zod";
import { cleanText } from "../core/clean-text.ts";
import { redact } from "../core/redact.ts";
import { type Note, noteSchema } from "../domain/note.ts";
import type { SearchResult } from "../domain/search-result.ts";
import { isAllowedHost, publicAddress } from "./allowed-host.ts";
import type { WebSearch } from "./web-search.ts";

export interface TavilyOptions {
  /** Asked for with each search. */
  apiKey: () => string;
  /** Absent: the service's own. */
  baseUrl?: string;
  timeoutSeconds: number;
  /** Only pages of these hosts are asked for and taken. */
  domains: () => readonly string[];
}

const MAX_RESULTS = 4;
const MAX_TEXT = 1_500;
const MAX_TITLE = 200;

const answerSchema = z.object({
  results: z.array(z.object({ title: z.string(), url: z.string(), content: z.string() })).catch([]),
});

/** The web by Tavily. Source: https://docs.tavily.com/documentation/api-reference/endpoint/search */
export function createTavilySearch({ apiKey, baseUrl, timeoutSeconds, domains }: TavilyOptions): WebSearch {
  return {
    async search(query, signal) {
      const allowed = domains();
      if (allowed.length === 0) return { result: "nothing", notes: [] };
      const client = tavily({ apiKey: apiKey(), ...(baseUrl !== undefined && { apiBaseURL: baseUrl }) });
      const asked = client.search(query, {
        searchDepth: "basic",
        maxResults: MAX_RESULTS,
        includeDomains: [...allowed],
        includeAnswer: false,
        includeRawContent: false,
        timeout: timeoutSeconds,
      });
      try {
        const answer = answerSchema.parse(await within(asked, signal));
        const notes = answer.results.slice(0, MAX_RESULTS).flatMap((page) => noteOf(page, allowed));
        return { result: notes.length > 0 ? "found" : "nothing", notes };
      } catch (error) {
        return { result: whyFailed(error, signal), notes: [] };
      }
    },
  };
}

function noteOf(page: { title: string; url: string; content: string }, domains: readonly string[]): Note[] {
  const url = publicAddress(page.url);
  if (url === undefined || !isAllowedHost(url.hostname, domains)) return [];
  const line = (text: string, most: number) => redact(cleanText(text)).slice(0, most).trim();
  const note = noteSchema.safeParse({
    kind: "web",
    title: line(page.title.replaceAll("\n", " "), MAX_TITLE) || url.hostname,
    source: url.href,
    text: line(page.content, MAX_TEXT),
  });
  return note.success ? [note.data] : [];
}

/** The client takes no signal: its own time-out ends the request that nobody waits for any more. */
function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {});
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/**
 * The client throws the server's own words where it gives any, else "STATUS Error: ...". They may hold the query and go
 * no further. 432 and 433 are the plan's limit and the pay-as-you-go limit.
 */
function whyFailed(error: unknown, signal: AbortSignal): SearchResult {
  if (signal.aborted) return "timeout";
  const text = error instanceof Error ? error.message : "";
  if (text.startsWith("Request timed out")) return "timeout";
  if (/^(?:429|432|433) Error|excessive requests|exceeds .{0,40}limit/i.test(text)) return "limited";
  return /^40[013] Error|unauthorized|api key|forbidden/i.test(text) ? "refused" : "failed";
}
