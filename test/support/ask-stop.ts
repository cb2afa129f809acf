import { OPERATOR_TOKEN, type TestService } from "./service.ts";

/** Of a service's stop of all changes, over its API. */
export async function askStop(
  { url }: Pick<TestService, "url">,
  method: "GET" | "POST",
  path: "stop" | "resume",
): Promise<{ stop: object | null }> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${OPERATOR_TOKEN}`, "content-type": "application/json" },
    ...(method === "POST" && { body: JSON.stringify({ reason: "a bad day", by: "ada" }) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}`);
  return (await response.json()) as { stop: object | null };
}
