import { serverAs } from "../../chart/support/real-server.ts";
import type { Stage } from "./stage.ts";

/** What the API server answers to the service's own account, which asks for a change that no attempt has. */
export async function refusedWrite(
  { server, id, name, shop }: Stage,
  deployment: string,
): Promise<{ code: number; text: string }> {
  const own = await serverAs(await server.accountOf(id, name));
  try {
    const path = `/apis/apps/v1/namespaces/${shop}/deployments/${deployment}?dryRun=All`;
    const body = [
      { op: "replace", path: "/spec/template/spec/containers/0/resources/limits/memory", value: "128Mi" },
    ];
    const contentType = "application/json-patch+json";
    const { code, text } = await own.send({ method: "PATCH", path, body, contentType });
    return { code, text };
  } finally {
    own.end();
  }
}
