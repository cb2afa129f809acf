import type { ApiConnection } from "../../kubernetes/api-connection.ts";

export interface ReviewRequest {
  group: "authentication.k8s.io" | "authorization.k8s.io";
  kind: string;
  /** Plural, in lower case. */
  resource: string;
  spec?: object;
  signal: AbortSignal;
}

/** What the API server says about whoever asks. It is stored nowhere. `body` is undefined where it gives no answer. */
export async function askReview(
  connection: ApiConnection,
  { group, kind, resource, spec, signal }: ReviewRequest,
): Promise<{ code: number; body: unknown; date: string | undefined }> {
  const { code, text, date } = await connection.send({
    verb: "create",
    path: `/apis/${group}/v1/${resource}`,
    body: { apiVersion: `${group}/v1`, kind, ...(spec && { spec }) },
    what: `ask for a ${kind}`,
    signal,
  });
  return { code, body: code === 200 || code === 201 ? jsonOf(text) : undefined, date };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
