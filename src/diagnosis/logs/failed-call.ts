import { hostsIn, isAddress, type RemoteHost } from "./hosts-in.ts";

/**
 * name: the name does not resolve. resolver: the name servers do not answer. refused: nobody listens. timeout: no answer,
 * or no way there. unavailable: a proxy or the other side says that it cannot serve. denied: it refuses the credentials.
 */
export type CallProblem = "name" | "resolver" | "refused" | "timeout" | "unavailable" | "denied";

/** A call of the program to somebody else that failed, as a line of its log tells. */
export interface FailedCall {
  problem: CallProblem;
  /** Undefined where the line does not say whom it called. */
  to: RemoteHost | undefined;
  line: string;
}

const PROBLEMS: readonly (readonly [RegExp, CallProblem])[] = [
  [
    // First: clients say that they could not connect when they were turned away at the door as well.
    /authentication failed|password authentication|access denied for user|not authorized on|WRONGPASS|NOAUTH|invalid (?:username|password|credentials)|login failed for user|SASL.{0,40}fail|(?:https?|amqp|redis|mongodb|postgres(?:ql)?|mysql|nats|grpc):\/\/\S{1,300}.{0,80}\b(?:401\b|403\b|unauthorized\b)|\b(?:401 Unauthorized|403 Forbidden)\b.{0,80}https?:\/\//i,
    "denied",
  ],
  [
    /lookup \S{1,253}(?: on \S{1,80})?: (?:read udp|dial udp|.{0,60}i\/o timeout|.{0,60}connection refused|server misbehaving)|temporary failure in name resolution|EAI_AGAIN|try again later.{0,20}resol|resolving timed out|SERVFAIL/i,
    "resolver",
  ],
  [
    /no such host|(?:could not|couldn't|can't) resolve|server can't find|name or service not known|ENOTFOUND|UnknownHostException|unable to resolve|bad address|host not found|could not translate host name|name does not resolve|nodename nor servname|unknown (?:mysql )?server host|unknown host|NXDOMAIN|name not resolved|produced zero addresses|no address associated/i,
    "name",
  ],
  [
    /connection refused|ECONNREFUSED|couldn't connect to server|could not connect to server|actively refused|connect(?:ion)? failed \(111|Error 111\b|\(111\)|connection to \S{1,200} refused/i,
    "refused",
  ],
  [
    /i\/o timeout|connect(?:ion)?(?: has)? timed[ -]?out|ETIMEDOUT|ESOCKETTIMEDOUT|no route to host|EHOSTUNREACH|network is unreachable|ENETUNREACH|context deadline exceeded|upstream timed out|connect timeout|download timed out|timeout(?: was)? reached|read timed out|operation timed out|server selection timeout|timed out (?:after|waiting|while connecting)|SocketTimeoutException|deadline_?exceeded/i,
    "timeout",
  ],
  [
    /\b50[34]\b.{0,60}(?:unavailable|time-?out|from|calling|GET|POST)|no healthy upstream|no available server|connection reset by peer|ECONNRESET|socket hang up|broken pipe/i,
    "unavailable",
  ],
];

/** Reads one line; undefined where it tells of no failed call. A probe of the kubelet and an answer given are none. */
export function failedCall(line: string): FailedCall | undefined {
  const problem = PROBLEMS.find(([form]) => form.test(line))?.[1];
  if (problem === undefined || /kube-probe|healthcheck ok/i.test(line)) return undefined;
  const hosts = hostsIn(line);
  // For a name that does not resolve, the address in the line is the name server's.
  const named = hosts.find(({ host }) => !isAddress(host));
  const to = problem === "name" || problem === "resolver" ? named : (named ?? hosts[0]);
  return { problem, to, line };
}
