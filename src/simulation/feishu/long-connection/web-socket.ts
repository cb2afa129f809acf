import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { encodeWsFrame, OPCODES, readWsFrame, type WsFrame } from "./web-socket-frames.ts";

/** RFC 6455, section 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface WebSocketConnection {
  send(bytes: Buffer): void;
  close(code: number): void;
  /** Without a word. */
  destroy(): void;
}

export interface WebSocketListener {
  onBinary(bytes: Buffer): void;
  onClose(): void;
}

export function refuseUpgrade(socket: Duplex, headers: Readonly<Record<string, string>>): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 403 Forbidden\r\n${lines.join("")}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The server's side of one connection: binary messages, pings answered, the close handshake. */
export function acceptUpgrade(
  request: IncomingMessage,
  { socket, head }: { socket: Duplex; head: Buffer },
  listener: WebSocketListener,
): WebSocketConnection {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1")
    .update(key + GUID)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let waiting = head;
  let parts: Buffer[] = [];
  const close = (code: number) => {
    if (socket.writable) {
      const reason = Buffer.alloc(2);
      reason.writeUInt16BE(code);
      socket.end(encodeWsFrame(OPCODES.close, reason));
    }
  };
  const take = (frame: WsFrame) => {
    if (frame.opcode === OPCODES.ping) socket.write(encodeWsFrame(OPCODES.pong, frame.payload));
    else if (frame.opcode === OPCODES.close) close(1000);
    else if (frame.opcode === OPCODES.text) close(1003);
    else if (frame.opcode === OPCODES.binary || frame.opcode === OPCODES.continuation) {
      parts.push(frame.payload);
      if (!frame.isFinal) return;
      const message = Buffer.concat(parts);
      parts = [];
      listener.onBinary(message);
    }
  };
  const onData = (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const read = readWsFrame(waiting);
      if (read === "incomplete") return;
      if (read === "unmasked") return close(1002);
      waiting = waiting.subarray(read.length);
      take(read);
    }
  };
  socket.on("data", onData);
  socket.on("error", () => socket.destroy());
  // An upgraded socket stays half open by itself: whoever hung up without a word is gone all the same.
  socket.on("end", () => socket.end());
  socket.once("close", () => listener.onClose());
  if (head.length > 0) onData(Buffer.alloc(0));
  return {
    send: (bytes) => void socket.write(encodeWsFrame(OPCODES.binary, bytes)),
    close,
    destroy: () => void socket.destroy(),
  };
}
