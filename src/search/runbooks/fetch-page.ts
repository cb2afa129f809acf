import { Agent, request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isAllowedHost, publicAddress } from "../allowed-host.ts";
import { pageText } from "./page-text.ts";

export interface FetchPageOptions {
  /** Names, each with all below it; empty: nothing is fetched. */
  hosts: () => readonly string[];
  /** Gives public addresses alone, for the very connection that is made. */
  lookup: LookupFunction;
  agent?: Agent;
}

export type Fetched = { kind: "page"; url: string; text: string } | { kind: "refused"; why: string };

const MAX_BYTES = 512 * 1024;
const MAX_REDIRECTS = 3;
const READABLE = /^text\/(?:html|markdown|plain|x-markdown)\b/i;

/**
 * A page that an alert points to, as text. The address is untrusted: https alone, at the standard port, of an allowed host,
 * at a public address, and so again after each redirect; no cookie and no credential goes along. Never throws.
 */
export async function fetchPage(
  address: string,
  options: FetchPageOptions,
  signal: AbortSignal,
): Promise<Fetched> {
  let next = address;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const url = publicAddress(next);
    if (url === undefined) return refused("it is no https address at the standard port");
    if (isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0) return refused("it names an address and no host");
    if (!isAllowedHost(url.hostname, options.hosts()))
      return refused(`the host ${url.hostname} is not allowed`);
    const answer = await get(url, options, signal).catch((error: unknown) =>
      refused(error instanceof Error ? error.message : "it could not be fetched"),
    );
    if (answer.kind !== "redirect") return answer;
    next = URL.parse(answer.to, url)?.href ?? "";
  }
  return refused(`it leads on more than ${MAX_REDIRECTS} times`);
}

const refused = (why: string) => ({ kind: "refused", why: why.slice(0, 200) }) as const;

type Answer = Fetched | { kind: "redirect"; to: string };

function get(url: URL, { lookup, agent }: FetchPageOptions, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { accept: "text/html, text/markdown, text/plain", "accept-encoding": "identity" };
    const call = request(url, { headers, lookup, signal, agent: agent ?? new Agent({ keepAlive: false }) });
    call.on("error", reject);
    call.on("response", (response) => {
      const { statusCode = 0, headers: got } = response;
      const end = (answer: Answer) => {
        call.destroy();
        resolve(answer);
      };
      if ([301, 302, 303, 307, 308].includes(statusCode) && got.location !== undefined)
        return end({ kind: "redirect", to: got.location });
      const type = got["content-type"] ?? "";
      if (statusCode !== 200) return end(refused(`it answered ${statusCode}`));
      if (!READABLE.test(type)) return end(refused("it is neither HTML nor text"));
      const chunks: Buffer[] = [];
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > MAX_BYTES) end(refused("it is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        end({ kind: "page", url: url.href, text: /^text\/html\b/i.test(type) ? pageText(text) : text });
      });
    });
    call.end();
  });
}
