import { z } from "zod";
import { OperationError } from "../../core/errors.ts";
import type { ApiConnection } from "../../kubernetes/api-connection.ts";
import { askReview } from "./ask-review.ts";
import type { Right } from "./right.ts";

const answerSchema = z.object({ status: z.object({ allowed: z.boolean() }) });
const AT_ONCE = 8;

/** Those of the rights that are not given; `namespace` undefined asks for all of them, and for what is in none. */
export async function missingOf(
  connection: ApiConnection,
  rights: readonly Right[],
  { namespace, signal }: { namespace: string | undefined; signal: AbortSignal },
): Promise<Right[]> {
  const allowed: boolean[] = [];
  const left = rights.map((right, index) => ({ right, index })).toReversed();
  const work = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop())
      allowed[next.index] = await mayI(connection, next.right, { namespace, signal });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return rights.filter((_right, index) => allowed[index] === false);
}

/** Source: kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
async function mayI(
  connection: ApiConnection,
  { verb, group, resource, subresource }: Right,
  { namespace, signal }: { namespace: string | undefined; signal: AbortSignal },
): Promise<boolean> {
  const { code, body } = await askReview(connection, {
    group: "authorization.k8s.io",
    kind: "SelfSubjectAccessReview",
    resource: "selfsubjectaccessreviews",
    spec: {
      resourceAttributes: {
        verb,
        group,
        resource,
        subresource,
        ...(namespace !== undefined && { namespace }),
      },
    },
    signal,
  });
  const answer = answerSchema.safeParse(body).data;
  if (answer !== undefined) return answer.status.allowed;
  throw new OperationError(`the API server answers ${code} when asked what is allowed`, {
    reason: "unavailable",
    retryable: true,
  });
}
