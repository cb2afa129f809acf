import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { escapeHtml } from "../../../src/simulation/feishu/html/escape-html.ts";

export interface EvilSite {
  /** The address of a page that sends this form by itself as soon as somebody looks at it. */
  formThatSends(host: string, target: string, fields: Readonly<Record<string, string>>): string;
  stop(): Promise<void>;
}

/** A site of somebody else's, under any name of this machine. */
export async function raiseEvilSite(): Promise<EvilSite> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://evil.test");
    const inputs = [...searchParams]
      .filter(([name]) => name !== "target")
      .map(
        ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
      );
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(
        `<!doctype html><title>evil</title><form method="post" action="${escapeHtml(searchParams.get("target") ?? "")}">${inputs.join("")}</form><script>document.forms[0].submit()</script>`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    formThatSends: (host, target, fields) =>
      `http://${host}:${port}/?${new URLSearchParams({ target, ...fields })}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
