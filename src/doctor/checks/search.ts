import type { SearchResult } from "../../domain/search-result.ts";
import type { WebSearch } from "../../search/web-search.ts";
import { type Check, failure, ok, warning } from "../check.ts";

/** One search with words that are anybody's. */
export function searchCheck({ web }: { web: WebSearch | undefined }): Check {
  return {
    name: "search",
    needs: ["configuration"],
    async run(signal) {
      if (web === undefined) return [ok("no key is set: runbooks are read, and the web is not searched")];
      const { result } = await web.search("Kubernetes CrashLoopBackOff", signal);
      if (FAILED.includes(result))
        return [failure(`the search answers: ${result}`, REMEDIES[result] ?? ELSE)];
      if (result === "limited")
        return [warning("the plan's limit is reached", "wait, or raise the limit at Tavily")];
      return [ok("the web can be searched")];
    },
  };
}

const FAILED: readonly SearchResult[] = ["refused", "timeout", "failed"];
const ELSE = "see that TAVILY_BASE_URL, or api.tavily.com, can be reached from here";
const REMEDIES: Partial<Record<SearchResult, string>> = { refused: "correct TAVILY_API_KEY" };
