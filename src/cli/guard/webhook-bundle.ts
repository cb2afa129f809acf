import { z } from "zod";
import { OperationError } from "../../core/errors.ts";
import { withAuthority } from "../../guard/certificates/trust-bundle.ts";
import type { ApiConnection } from "../../kubernetes/api-connection.ts";

const configurationSchema = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  webhooks: z.array(z.object({ clientConfig: z.object({ caBundle: z.string().default("") }) })).default([]),
});

const TRIES = 5;

/** Has every webhook of the configuration trust `authority` too. Whoever writes at the same time is not overwritten. */
export async function trustAuthority(
  deps: { connection: ApiConnection; name: string; now: Date; signal: AbortSignal },
  authority: string,
): Promise<void> {
  const path = `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${encodeURIComponent(deps.name)}`;
  const what = `keep the CA bundle of the ValidatingWebhookConfiguration ${deps.name}`;
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await deps.connection.send({ verb: "get", path, what, signal: deps.signal });
    if (answer.code !== 200) throw failed(what, answer.code);
    const { metadata, webhooks } = configurationSchema.parse(JSON.parse(answer.text));
    const changes = webhooks.flatMap(({ clientConfig }, index) => {
      const bundle = Buffer.from(clientConfig.caBundle, "base64").toString("utf8");
      const wanted = withAuthority(bundle, authority, deps.now);
      const value = Buffer.from(wanted, "utf8").toString("base64");
      return wanted === bundle
        ? []
        : [{ op: "add", path: `/webhooks/${index}/clientConfig/caBundle`, value }];
    });
    if (changes.length === 0) return;
    const test = { op: "test", path: "/metadata/resourceVersion", value: metadata.resourceVersion };
    const patched = await deps.connection.send({
      verb: "patch",
      path,
      query: { fieldManager: "kube-autofix-guard" },
      body: [test, ...changes],
      contentType: "application/json-patch+json",
      what,
      signal: deps.signal,
    });
    if (patched.code === 200) return;
    // Another replica was faster: 409, or 422 where the test failed.
    if (patched.code !== 409 && patched.code !== 422) throw failed(what, patched.code);
  }
  throw failed(what, 409);
}

function failed(what: string, code: number): OperationError {
  return new OperationError(`could not ${what}: the API server answered ${code}`, {
    reason: "unavailable",
    retryable: true,
  });
}
