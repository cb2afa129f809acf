import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** A page as the service gives it. */
export interface FakePage {
  title: string;
  url: string;
  content: string;
}

export type TavilyAnswer =
  | { kind: "pages"; pages: readonly FakePage[] }
  | { kind: "status"; status: number; error: string }
  | { kind: "silence" }
  | { kind: "garbage"; body: string };

export interface FakeTavily {
  /** The queries that were taken, in order. */
  readonly queries: string[];
  readonly refused: number;
  /** `url` is what TAVILY_BASE_URL takes. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
  answer(next: TavilyAnswer): void;
}

export const FAKE_TAVILY_KEY = "tvly-fake-of-the-simulation";

// As documented: https://docs.tavily.com/documentation/api-reference/endpoint/search
const requestSchema = z.object({
  query: z.string().min(1).max(400),
  search_depth: z.enum(["basic", "advanced", "fast", "ultra-fast"]).optional(),
  max_results: z.int().min(0).max(20).optional(),
  include_domains: z.array(z.string()).max(300).optional(),
  include_answer: z.union([z.boolean(), z.enum(["basic", "advanced"])]).optional(),
  include_raw_content: z.union([z.boolean(), z.enum(["markdown", "text"])]).optional(),
});

/** A stand-in for Tavily's search, as strict as the real one. */
export function createFakeTavily(first: TavilyAnswer, apiKey = FAKE_TAVILY_KEY): FakeTavily {
  let next = first;
  let refused = 0;
  const queries: string[] = [];
  const refuse = (response: ServerResponse, status: number, error: string) => {
    refused += 1;
    json(response, status, { detail: { error } });
  };
  const server = createServer(async (request, response) => {
    if (request.method !== "POST" || request.url !== "/search") return refuse(response, 404, "Not Found");
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return refuse(response, 401, "Unauthorized: missing or invalid API key.");
    const asked = requestSchema.safeParse(JSON.parse(await text(request)));
    if (!asked.success) return refuse(response, 400, `Invalid request: ${asked.error.issues[0]?.message}`);
    queries.push(asked.data.query);
    switch (next.kind) {
      case "silence":
        return;
      case "garbage":
        response.writeHead(200, { "content-type": "application/json" }).end(next.body);
        return;
      case "status":
        return refuse(response, next.status, next.error);
      case "pages": {
        const results = next.pages.map((page, index) => ({
          ...page,
          score: 0.9 - index / 100,
          raw_content: null,
        }));
        const { query } = asked.data;
        const most = asked.data.max_results ?? 5;
        json(response, 200, {
          ...{ query, answer: null, images: [], results: results.slice(0, most), response_time: 0.1 },
          request_id: `fake-${queries.length}`,
        });
      }
    }
  });
  return {
    queries,
    get refused() {
      return refused;
    },
    answer: (one) => {
      next = one;
    },
    start: () =>
      new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () =>
          resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
        );
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
