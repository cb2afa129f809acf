// Run as a process of its own: what clients of the API server connect to. It keeps nothing, so that it can be killed at any
// instant, as an API server can: what it serves is in etcd, and nodes go on without it.
import { connect, createServer } from "node:net";

const [port, target] = process.argv.slice(2).map(Number);
const server = createServer({ allowHalfOpen: true }, (inward) => {
  const outward = connect({ host: "127.0.0.1", port: target ?? 0, allowHalfOpen: true });
  const end = () => {
    inward.destroy();
    outward.destroy();
  };
  inward.on("error", end).pipe(outward);
  outward.on("error", end).pipe(inward);
});
server.listen(port, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : undefined });
});
process.once("disconnect", () => process.exit(0));
