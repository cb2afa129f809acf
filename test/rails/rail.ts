import type { Edit } from "../support/altered-copy.ts";

/** What stands between a threat and the harm, how it is taken out of a copy, and the test that must then fail. */
export interface Rail {
  name: string;
  threat: string;
  edits: readonly Edit[];
  test: { file: string; name: string };
  /** What the failed assertion must speak of; for a rail of writes, the forbidden write in the API server's log. */
  says: string;
}

export const edit = (file: string, from: string, to: string): Edit => ({ file, from, to });
