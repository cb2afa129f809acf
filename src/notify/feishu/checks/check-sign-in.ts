import { createAppHttp } from "../app/app-http.ts";
import { type Check, check } from "./check.ts";

/** Gets a token as the app, and sends nothing to anybody. */
export function checkSignIn(on: {
  domain: string;
  appId: string;
  /** A secret. */
  appSecret: string;
  fetch?: typeof fetch;
  timeoutMs: number;
}): Promise<Check> {
  return check("sign-in", async () => {
    const http = createAppHttp({ fetch: on.fetch ?? fetch, timeoutMs: on.timeoutMs });
    await http.request({
      method: "POST",
      url: `${on.domain}/open-apis/auth/v3/tenant_access_token/internal`,
      data: { app_id: on.appId, app_secret: on.appSecret },
    });
    return "the app signs in";
  });
}
