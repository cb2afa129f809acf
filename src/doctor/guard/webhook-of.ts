import { z } from "zod";
import type { ApiConnection } from "../../kubernetes/api-connection.ts";

const schema = z.object({
  webhooks: z.array(
    z.object({
      failurePolicy: z.string().catch("Fail"),
      clientConfig: z.object({ caBundle: z.string().default("") }),
    }),
  ),
});

export type GuardWebhook =
  | { state: "there"; bundle: string; isClosed: boolean }
  | { state: "absent" | "unseen" };

/** What the API server is told of the guard, where the account may look. */
export async function webhookOf(
  connection: ApiConnection,
  name: string,
  signal: AbortSignal,
): Promise<GuardWebhook> {
  const { code, text } = await connection.send({
    verb: "get",
    path: `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${encodeURIComponent(name)}`,
    what: `read the ValidatingWebhookConfiguration ${name}`,
    signal,
  });
  if (code === 404) return { state: "absent" };
  if (code !== 200) return { state: "unseen" };
  const { webhooks } = schema.parse(JSON.parse(text));
  const [first] = webhooks;
  if (first === undefined) return { state: "absent" };
  return {
    state: "there",
    bundle: Buffer.from(first.clientConfig.caBundle, "base64").toString("utf8"),
    isClosed: webhooks.every(({ failurePolicy }) => failurePolicy === "Fail"),
  };
}
