import { isSameSecret } from "../../../core/same-secret.ts";
import type { FeishuIds } from "../server/ids.ts";
import type { FeishuApp, FeishuState } from "../server/state.ts";
import { Refusal } from "./refusal.ts";

const LIFE_MS = 2 * 3_600_000;
const RENEWED_BELOW_MS = 30 * 60_000;

/** The same token as long as it lives for half an hour more; then a new one, beside which the old lives on to its end. */
export function issueTenantToken(
  body: Record<string, unknown>,
  { state, ids, now }: { state: FeishuState; ids: FeishuIds; now: Date },
): { tenant_access_token: string; expire: number } {
  const { app_id: appId, app_secret: secret } = body;
  if (typeof appId !== "string" || typeof secret !== "string" || appId === "" || secret === "") {
    throw new Refusal(10003, "invalid param");
  }
  const app = state.apps.get(appId);
  if (app === undefined) throw new Refusal(10003, "invalid param");
  if (!isSameSecret(secret, app.appSecret)) throw new Refusal(10014, "app secret invalid");
  const leftMs = ({ expiresAt }: { expiresAt: Date }) => expiresAt.getTime() - now.getTime();
  for (const [token, held] of state.tokens) if (leftMs(held) <= 0) state.tokens.delete(token);
  const held = [...state.tokens].findLast(
    ([, token]) => token.appId === appId && leftMs(token) >= RENEWED_BELOW_MS,
  );
  const token = held?.[0] ?? ids("t-");
  const expiresAt = held?.[1].expiresAt ?? new Date(now.getTime() + LIFE_MS);
  state.tokens.set(token, { appId, expiresAt });
  return {
    tenant_access_token: token,
    expire: Math.floor((expiresAt.getTime() - now.getTime()) / 1000),
  };
}

/** Whose token the request bears. */
export function bearerOf(authorization: string | undefined, state: FeishuState, now: Date): FeishuApp {
  if (authorization === undefined || authorization === "") {
    throw new Refusal(99991661, "Missing access token for authorization.");
  }
  const token = /^Bearer ((?:t|u)-\S+)$/.exec(authorization)?.[1];
  if (token === undefined)
    throw new Refusal(99991671, "Invalid access token: it must start with 't-' or 'u-'.");
  const held = state.tokens.get(token);
  const app = held === undefined ? undefined : state.apps.get(held.appId);
  if (held === undefined || app === undefined || held.expiresAt.getTime() <= now.getTime()) {
    throw new Refusal(99991663, "Invalid access token for authorization. Please make a request with token.");
  }
  if (!app.isEnabled) throw new Refusal(99991662, "The app is not available in this tenant.");
  return app;
}

export function demandScope(app: FeishuApp, scopes: readonly string[]): void {
  if (scopes.length === 0 || scopes.some((scope) => app.scopes.has(scope))) return;
  throw new Refusal(
    99991672,
    `Access denied. One of the following scopes is required: [${scopes.join(", ")}].`,
    {
      detail: {
        permission_violations: scopes.map((subject) => ({ type: "action_scope_required", subject })),
        helps: [
          {
            url: `https://open.feishu.cn/app/${app.appId}/auth?q=${scopes.join(",")}`,
            description: "apply for a scope",
          },
        ],
      },
    },
  );
}
