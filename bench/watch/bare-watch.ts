import type { KubeConfig } from "@kubernetes/client-node";
import { createApiConnection } from "../../src/kubernetes/api-connection.ts";
import { splitLines } from "../../src/kubernetes/split-lines.ts";
import { watchPaths } from "../../src/kubernetes/watched-kinds.ts";

const PAGE = "500";
const signal = new AbortController().signal;

/** The service's own requests by its own client, whose answers are parsed and dropped. Resolves when all is listed. */
export async function startBareWatch({ kubeConfig }: { kubeConfig: KubeConfig }) {
  const connection = createApiConnection({ kubeConfig, timeoutMs: 30_000 });
  let changes = 0;
  await Promise.all(
    watchPaths([]).map(async ({ path, fieldSelector, plural }) => {
      let position = "";
      let next: string | undefined;
      do {
        const answer = await connection.send({
          verb: "list",
          path,
          query: { fieldSelector, limit: PAGE, continue: next },
          what: `list ${plural}`,
          signal,
        });
        const { metadata } = JSON.parse(answer.text) as {
          metadata: { resourceVersion: string; continue?: string };
        };
        position = metadata.resourceVersion;
        next = metadata.continue === "" ? undefined : metadata.continue;
      } while (next !== undefined);
      const { body } = await connection.open({
        verb: "watch",
        path,
        query: {
          watch: "true",
          fieldSelector,
          resourceVersion: position,
          allowWatchBookmarks: "true",
          timeoutSeconds: "150",
        },
        what: `watch ${plural}`,
        signal,
      });
      void (async () => {
        for await (const lines of splitLines(body))
          for (const line of lines) {
            JSON.parse(line);
            changes += 1;
          }
      })();
    }),
  );
  return () => ({ changes });
}
