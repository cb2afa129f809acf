import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openSimulation } from "./open-simulation.ts";

interface Exchange {
  name: string;
  method: string;
  path: string;
  contentType: string;
  body?: unknown;
  code: number;
  answer: unknown;
}

/** What a real API server (v1.34) answered to the same requests. */
const recorded = JSON.parse(
  readFileSync(new URL("../fixtures/api-server-answers.json", import.meta.url), "utf8"),
) as { setup: Exchange[]; cases: Exchange[] };

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Without what is different in each cluster: UIDs, versions and times. */
function comparable(answer: unknown): unknown {
  const text = JSON.stringify(answer)
    .replaceAll(UUID, "<uid>")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>")
    .replaceAll(/"resourceVersion":"\d+"/g, '"resourceVersion":"<version>"')
    .replaceAll(/ResourceVersion in record \(\d+\)/g, "ResourceVersion in record (<version>)");
  return JSON.parse(text);
}

it("answers refusals and special requests word for word as a real API server", async () => {
  const { url } = await openSimulation();
  const send = async ({ method, path, contentType, body }: Exchange) => {
    const response = await fetch(url + path, {
      method,
      ...(contentType !== "" && { headers: { "content-type": contentType } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type") === "application/json";
    return { code: response.status, answer: comparable(isJson ? JSON.parse(text) : text.trimEnd()) };
  };
  for (const exchange of recorded.setup) await send(exchange);
  const answers = [];
  for (const exchange of recorded.cases) answers.push({ name: exchange.name, ...(await send(exchange)) });
  const expected = recorded.cases.map(({ name, code, answer }) => ({
    name,
    code,
    answer: comparable(typeof answer === "string" ? answer.trimEnd() : answer),
  }));
  expect(answers).toEqual(expected);
});
