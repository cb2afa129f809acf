import { DOORS, OPERATIONS } from "../../src/http/openapi/document.ts";
import type { Door, Operation, Tag } from "../../src/http/openapi/operation.ts";

const HEADINGS: Record<Tag, string> = {
  api: "For programs",
  webhooks: "For Alertmanager and the chat",
  health: "For the kubelet and Prometheus",
  pages: "For people",
};

const LET_IN: Record<Door, string> = {
  open: "whoever can reach it",
  webhook: "`WEBHOOK_TOKEN` as bearer token or basic password",
  token: "`OPERATOR_TOKEN` as bearer token; to read also `VIEWER_TOKEN`",
  session: "a session of `/sign-in`, or the token",
  link: "whoever has the link",
  signature: "the chat's signature",
};

function row({ method, path, door, summary, answers }: Operation): string {
  const statuses = Object.keys({ ...DOORS[door].answers, ...answers }).join(" ");
  return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${LET_IN[door]} | ${statuses} |`;
}

/** Every endpoint in a table, from what the OpenAPI document is made of. */
export function apiPage(note: string): string {
  const parts = Object.entries(HEADINGS).map(([tag, heading]) => {
    const rows = OPERATIONS.filter((operation) => operation.tag === tag).map(row);
    return `## ${heading}
| Endpoint | What it is | Who is let in | Answers |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
  });
  return `# API
${note}

\`GET /api/v1/openapi.json\` gives all of it as OpenAPI 3.1, with every field. A refusal in JSON is
\`{"error": {"reason", "message"}}\`: \`reason\` is a word of a closed list, \`message\` says what to do. Another method than those told of
is answered 405. The guard's endpoint \`POST /admission/guard\` is on a port of its own, for the API server alone ([guard.md](guard.md)).

${parts.join("\n")}
## By example
\`\`\`sh
curl -fsS -H "Authorization: Bearer $OPERATOR_TOKEN" "$PUBLIC_URL/api/v1/incidents?status=awaiting-approval"
curl -fsS -H "Authorization: Bearer $OPERATOR_TOKEN" "$PUBLIC_URL/api/v1/incidents/$INCIDENT"
curl -fsS -H "Authorization: Bearer $OPERATOR_TOKEN" -H "Content-Type: application/json" "$PUBLIC_URL/api/v1/incidents/$INCIDENT/decision" --data "{\\"digest\\": \\"$DIGEST\\", \\"decision\\": \\"approve\\"}"
\`\`\`

Pages of a list go on with \`next\` as \`after\`, until it is null. A decision names the digest of the plan that was looked at: a plan
that has changed since is answered 409 or 410, and nothing is decided.
`;
}
