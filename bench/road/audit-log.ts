import { readFile } from "node:fs/promises";
import { z } from "zod";
import { USER_NAME } from "./bench-account.ts";

const VERBS: Readonly<Record<string, string>> = {
  get: "GET",
  list: "GET",
  watch: "GET",
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
};

const entrySchema = z.object({
  stage: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  requestReceivedTimestamp: z.string(),
  user: z.object({ username: z.string() }),
});

/** The answered requests of the bench's account, in the order in which the server received them. */
export async function readAuditLog(path: string): Promise<string[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines
    .map((line) => entrySchema.parse(JSON.parse(line)))
    .filter(({ stage, user }) => stage === "ResponseComplete" && user.username === USER_NAME)
    .toSorted((a, b) => a.requestReceivedTimestamp.localeCompare(b.requestReceivedTimestamp))
    .map(({ verb, requestURI }) => `${VERBS[verb] ?? verb} ${requestURI}`);
}
