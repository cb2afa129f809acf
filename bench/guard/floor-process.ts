import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { createClock } from "../../src/core/clock.ts";
import { ownCertificates } from "../../src/guard/certificates/certificate-source.ts";
import { answerParent } from "./asked-process.ts";

// The least that a webhook can be: allows whatever comes, with no look at it, over the same TLS and runtime as the guard.
const { certificate, key, authority } = await ownCertificates({
  hosts: ["127.0.0.1"],
  clock: createClock(),
}).current();
let admitted = 0;
const tls = { cert: certificate, key, minVersion: "TLSv1.2" as const, keepAliveTimeout: 120_000 };
const server = createServer(tls, (request, response) => {
  void text(request).then((body) => {
    admitted += 1;
    const uid = /"uid":"([^"]*)"/.exec(body)?.[1] ?? "";
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({
        apiVersion: "admission.k8s.io/v1",
        kind: "AdmissionReview",
        response: { uid, allowed: true },
      }),
    );
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
if (address === null || typeof address === "string") throw new Error("the server has no port");

answerParent(
  { port: address.port, authority },
  async () => ({ admitted }),
  async () => {
    server.closeAllConnections();
    server.close();
  },
);
