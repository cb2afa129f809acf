import type { Config } from "../config/config.ts";
import { createLinks } from "./links.ts";
import { createOutsideLinks } from "./outside-links.ts";

/** Where the configuration and the policy in force let messages and pages lead. */
export function configuredLinks(
  { http, kubernetes }: Pick<Config, "http" | "kubernetes">,
  deps: {
    tokenFor: (approvalId: string, planDigest: string) => string;
    research: () => { runbookHosts: readonly string[] };
  },
) {
  const publicUrl = http.publicUrl ?? null;
  const outside = createOutsideLinks({
    logsUrl: http.logsUrl,
    clusterName: kubernetes.clusterName,
    runbookHosts: () => deps.research().runbookHosts,
  });
  return { publicUrl, outside, links: createLinks({ publicUrl, tokenFor: deps.tokenFor, outside }) };
}
