/** What clients of a database sent, by the first letter of each message. https://www.postgresql.org/docs/current/protocol-message-formats.html */
export function createMessageCount() {
  const counts = { connections: 0, parse: 0, execute: 0, simpleQuery: 0 };
  const NAMES: Readonly<Record<string, "parse" | "execute" | "simpleQuery">> = {
    P: "parse",
    E: "execute",
    Q: "simpleQuery",
  };
  return {
    counts: () => ({ ...counts }),
    /** Takes in what one connection sends, in whatever pieces it comes. */
    connection() {
      counts.connections += 1;
      let rest: Buffer = Buffer.alloc(0);
      let isStarted = false;
      return (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        // The first message has no letter before its length.
        for (let head = isStarted ? 1 : 0; rest.length >= head + 4; head = 1) {
          const end = head + rest.readInt32BE(head);
          if (rest.length < end) return;
          const name = isStarted ? NAMES[rest.toString("latin1", 0, 1)] : undefined;
          if (name !== undefined) counts[name] += 1;
          isStarted = true;
          rest = rest.subarray(end);
        }
      };
    },
  };
}
