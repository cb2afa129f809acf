import { z } from "zod";
import type { ApiConnection } from "../../kubernetes/api-connection.ts";
import { askReview } from "./ask-review.ts";

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const ruleSchema = z.object({ verbs: texts, apiGroups: texts, resources: texts, resourceNames: texts });
/** What a role says, as the API server puts all of them together. */
export type Rule = z.infer<typeof ruleSchema>;

const answerSchema = z.object({
  status: z.object({
    resourceRules: z
      .array(ruleSchema)
      .nullish()
      .transform((list) => list ?? []),
    incomplete: z.boolean().catch(false),
  }),
});

export interface Rules {
  rules: readonly Rule[];
  /** An authorizer that cannot list what it allows has a say, too. */
  isIncomplete: boolean;
  date: string | undefined;
}

/** All that is allowed in a namespace, and of what is in none. Undefined where the API server does not say. */
export async function readRules(
  connection: ApiConnection,
  namespace: string,
  signal: AbortSignal,
): Promise<Rules | undefined> {
  const { body, date } = await askReview(connection, {
    group: "authorization.k8s.io",
    kind: "SelfSubjectRulesReview",
    resource: "selfsubjectrulesreviews",
    spec: { namespace },
    signal,
  });
  const status = answerSchema.safeParse(body).data?.status;
  return status && { rules: status.resourceRules, isIncomplete: status.incomplete, date };
}
