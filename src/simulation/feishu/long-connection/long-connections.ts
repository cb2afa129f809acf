import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { FeishuIds } from "../server/ids.ts";
import type { ClientConfig } from "./discover-endpoint.ts";
import { CONTROL, DATA, decodeFrame, encodeFrame, type Frame, headerValue } from "./frame.ts";
import { type AckVerdict, judgeAck } from "./judge-ack.ts";
import { acceptUpgrade, refuseUpgrade, type WebSocketConnection } from "./web-socket.ts";

const MAX_CONNECTIONS = 50;

interface Connection {
  appId: string;
  serviceId: number;
  socket: WebSocketConnection;
}

export interface Push {
  appId: string;
  type: "event" | "card";
  payload: string;
  /** Into how many frames it is split. */
  parts: number;
}

export interface LongConnections {
  issueTicket(appId: string): { ticket: string; deviceId: string; serviceId: number };
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many are open. */
  count(appId: string): number;
  /** To one of the application's connections; resolves with what it answered in time. */
  push(push: Push): Promise<AckVerdict>;
  /** What connections sent that they may not. */
  violations(): readonly string[];
  /** Cuts every connection, as a restart of the platform does. */
  cut(): void;
  /** Ends every connection, whether the other side agrees or not. */
  end(): void;
}

export function createLongConnections(deps: {
  ids: FeishuIds;
  clientConfig: ClientConfig;
  answerMs: number;
  /** Which of so many connections gets the next push. */
  choose: (count: number) => number;
}): LongConnections {
  const tickets = new Map<string, { appId: string; serviceId: number }>();
  const connections = new Set<Connection>();
  const waiting = new Map<string, (frame: Frame) => void>();
  const violations: string[] = [];
  let lastService = 0;
  let lastSequence = 0n;

  const of = (appId: string) => [...connections].filter((connection) => connection.appId === appId);

  function takeFrame(connection: Connection, bytes: Buffer): void {
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
    } catch (error) {
      violations.push(String(error));
      connection.socket.close(1002);
      return;
    }
    if (frame.method === DATA) {
      const answered = waiting.get(headerValue(frame, "message_id") ?? "");
      if (answered === undefined) violations.push("an answer to a message that waits for none");
      else answered(frame);
    } else if (headerValue(frame, "type") === "ping") {
      if (frame.service !== connection.serviceId) violations.push("a ping of another service");
      const headers = [{ key: "type", value: "pong" }];
      const payload = Buffer.from(JSON.stringify(deps.clientConfig));
      connection.socket.send(encodeFrame({ ...frame, method: CONTROL, headers, payload }));
    }
  }

  return {
    issueTicket(appId) {
      const ticket = deps.ids("");
      lastService += 1;
      tickets.set(ticket, { appId, serviceId: lastService });
      return { ticket, deviceId: deps.ids(""), serviceId: lastService };
    },
    upgrade(request, socket, head) {
      const query = new URL(request.url ?? "/", "http://localhost").searchParams;
      const ticket = query.get("ticket") ?? "";
      const held = tickets.get(ticket);
      tickets.delete(ticket);
      if (held === undefined) {
        return refuseUpgrade(socket, { "Handshake-Status": "514", "Handshake-Msg": "auth failed" });
      }
      if (of(held.appId).length >= MAX_CONNECTIONS) {
        return refuseUpgrade(socket, {
          "Handshake-Status": "514",
          "Handshake-Msg": "too many connections",
          "Handshake-Autherrcode": "1000040350",
        });
      }
      const connection: Connection = {
        ...held,
        socket: acceptUpgrade(
          request,
          { socket, head },
          {
            onBinary: (bytes) => takeFrame(connection, bytes),
            onClose: () => connections.delete(connection),
          },
        ),
      };
      connections.add(connection);
    },
    count: (appId) => of(appId).length,
    push(push) {
      const open = of(push.appId);
      const connection = open[deps.choose(open.length)];
      if (connection === undefined)
        return Promise.resolve({ kind: "failed", code: 200340, reason: "no connection is open" });
      lastSequence += 1n;
      const frames = framesOf(push, {
        messageId: deps.ids(""),
        traceId: deps.ids(""),
        seqId: lastSequence,
        service: connection.serviceId,
      });
      return new Promise((resolve) => {
        const messageId = headerValue(frames[0], "message_id") ?? "";
        const timer = setTimeout(() => {
          waiting.delete(messageId);
          resolve({ kind: "failed", code: 200341, reason: "no answer in time" });
        }, deps.answerMs);
        waiting.set(messageId, (frame) => {
          clearTimeout(timer);
          waiting.delete(messageId);
          resolve(judgeAck(frame, frames));
        });
        for (const frame of frames) connection.socket.send(encodeFrame(frame));
      });
    },
    violations: () => violations,
    cut() {
      for (const { socket } of connections) socket.close(1001);
    },
    end() {
      for (const { socket } of connections) socket.destroy();
    },
  };
}

/** The payload in frames that share their message_id, numbered from 0. */
function framesOf(
  push: Push,
  at: { messageId: string; traceId: string; seqId: bigint; service: number },
): [Frame, ...Frame[]] {
  const bytes = Buffer.from(push.payload);
  const size = Math.ceil(bytes.length / push.parts);
  const part = (seq: number): Frame => ({
    seqId: at.seqId,
    logId: at.seqId,
    service: at.service,
    method: DATA,
    headers: Object.entries({
      type: push.type,
      message_id: at.messageId,
      sum: String(push.parts),
      seq: String(seq),
      trace_id: at.traceId,
    }).map(([key, value]) => ({ key, value })),
    payload: bytes.subarray(seq * size, (seq + 1) * size),
  });
  return [part(0), ...Array.from({ length: push.parts - 1 }, (_, index) => part(index + 1))];
}
