import pg from "pg";
import type { Exchange } from "./exchanges.ts";

export interface Statement extends Exchange {
  /** Its commit, or its own where it stands alone, waits for the disk. */
  isCommit: boolean;
}

export interface StatementRecorder {
  /** Forgets what was recorded, and records from now on. */
  restart(): void;
  /** In the order in which they were sent. */
  statements(): readonly Statement[];
  end(): void;
}

interface Transaction {
  isRelaxed: boolean;
  hasWritten: boolean;
}

type Query = (this: object, ...args: unknown[]) => unknown;
interface Prototype {
  query: Query;
}

/** Listens at the database's client, which has no channel of its own: what is sent stays as it is. */
export function recordStatements(): StatementRecorder {
  let recorded: Statement[] = [];
  const isDurableCommit = (client: object, text: string) => {
    const transaction = open.get(client);
    if (/^\s*begin\b/i.test(text)) open.set(client, { isRelaxed: isRelaxed(text), hasWritten: false });
    if (transaction === undefined) return isWrite(text) && !isRelaxed(text);
    if (isWrite(text)) transaction.hasWritten = true;
    if (!/^\s*(commit|rollback)\b/i.test(text)) return false;
    open.delete(client);
    return /^\s*commit\b/i.test(text) && transaction.hasWritten && !transaction.isRelaxed;
  };
  const open = new WeakMap<object, Transaction>();
  const prototype = pg.Client.prototype as unknown as Prototype;
  const { query } = prototype;
  prototype.query = function (...args) {
    const text = textOf(args[0]);
    const one: Statement = {
      sentAtMs: performance.now(),
      answeredAtMs: Number.POSITIVE_INFINITY,
      isCommit: isDurableCommit(this, text),
    };
    recorded.push(one);
    const over = () => {
      one.answeredAtMs = performance.now();
    };
    const callback = args.at(-1);
    if (typeof callback === "function") {
      const heard = (...outcome: unknown[]) => {
        over();
        callback(...outcome);
      };
      return query.apply(this, [...args.slice(0, -1), heard]);
    }
    const answer = query.apply(this, args);
    if (answer instanceof Promise) answer.then(over, over);
    return answer;
  };
  return {
    restart: () => {
      recorded = [];
    },
    statements: () => recorded,
    end: () => {
      prototype.query = query;
    },
  };
}

function textOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  return String((asked as { text?: unknown } | null)?.text ?? "");
}

/** A lock's "for update" has nothing that is set. */
const isWrite = (text: string) =>
  /\b(insert\s+into|delete\s+from|update\s+\S+(\s+as\s+\w+)?\s+set)\b/i.test(text);

/** Its commit is not waited for. */
const isRelaxed = (text: string) => text.includes("synchronous_commit");
