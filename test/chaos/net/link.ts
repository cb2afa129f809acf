import { connect, createServer, type NetConnectOpts, type Socket } from "node:net";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wallTime } from "node:timers/promises";

/** What lies between two programs on the network, and what can happen there. */
export interface Link {
  readonly name: string;
  readonly port: number;
  /** Where new connections lead to; undefined: nobody listens there. */
  leadTo(target: NetConnectOpts | undefined): void;
  /** Resets what is open and refuses what comes, until it is mended. */
  cut(): void;
  /** Nothing passes in either direction and nobody hears of it, until it is mended: connections look open. */
  stall(): void;
  /** Each piece takes so long in each direction. */
  delay(ms: number): void;
  /** What was open before a cut stays lost; what was stalled goes on. */
  mend(): void;
  close(): Promise<void>;
}

export async function createLink(name: string, first?: NetConnectOpts): Promise<Link> {
  const sockets = new Set<Socket>();
  let target = first;
  let isCut = false;
  let delayMs = 0;
  let gate: PromiseWithResolvers<void> | undefined;

  /** A piece waits where it is; the order of pieces is kept. */
  const passage = () =>
    new Transform({
      transform(piece, _encoding, pass) {
        const late = async () => {
          if (delayMs > 0) await wallTime(delayMs);
          while (gate !== undefined) await gate.promise;
        };
        if (delayMs === 0 && gate === undefined) pass(null, piece);
        else void late().then(() => pass(null, piece));
      },
    });
  const join = (inward: Socket) => {
    if (isCut || target === undefined) return reset(inward);
    const outward = connect({ ...target, allowHalfOpen: true } as NetConnectOpts);
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    }
    const end = () => {
      inward.destroy();
      outward.destroy();
    };
    void Promise.all([pipeline(inward, passage(), outward), pipeline(outward, passage(), inward)]).catch(end);
  };
  const server = createServer({ allowHalfOpen: true }, join);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const open = () => {
    const opened = gate;
    gate = undefined;
    opened?.resolve();
  };
  return {
    name,
    port: address.port,
    leadTo: (next) => {
      target = next;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) reset(socket);
      open();
    },
    stall() {
      gate ??= Promise.withResolvers<void>();
    },
    delay: (ms) => {
      delayMs = ms;
    },
    mend() {
      isCut = false;
      delayMs = 0;
      open();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      open();
      await closed;
    },
  };
}

/** A socket of the file system knows no reset. */
const reset = (socket: Socket): void =>
  void (socket.remoteAddress === undefined ? socket.destroy() : socket.resetAndDestroy());
