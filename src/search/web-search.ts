import type { Note } from "../domain/note.ts";
import type { SearchResult } from "../domain/search-result.ts";

export interface Searched {
  result: SearchResult;
  /** Empty but for `found` and `cached`. */
  notes: Note[];
}

/** A search of the web. It never throws: a search that fails is a search that found nothing, and says why. */
export interface WebSearch {
  /** `query` holds public words alone: it leaves the house. */
  search(query: string, signal: AbortSignal): Promise<Searched>;
}
