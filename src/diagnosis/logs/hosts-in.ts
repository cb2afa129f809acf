/** Somebody that a text names; the port is undefined where it does not say one. */
export interface RemoteHost {
  host: string;
  port: number | undefined;
}

const MAX_TEXT = 2000;
const MAX_HOSTS = 10;
const NAME = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9_-]{1,63}){0,8}";

/** Words after which a log or a client library names a host, each with the host and, where it is told, the port. */
const FORMS: readonly RegExp[] = [
  new RegExp(`[a-z][a-z0-9+.-]{0,20}://(?:[^\\s/@"']{0,200}@)?(${NAME})(?::(\\d{1,5}))?`, "gi"),
  // Commands that wait for somebody: nslookup db, nc -z db 5432, pg_isready -h db.
  new RegExp(`\\b(?:nslookup|getent hosts|can't find) ['"]?(${NAME})(?=[\\s:;,'"]|$)`, "g"),
  new RegExp(`\\bnc (?:-[a-z0-9]{1,6} (?:\\d{1,3} )?){0,4}(${NAME}) (\\d{1,5})\\b`, "g"),
  new RegExp(
    `\\b(?:pg_isready|psql|mysql|mysqladmin|redis-cli|mongosh|mongo)\\b[^\\n|;&]{0,80} (?:-h|--host)[ =]?(${NAME})(?: (?:-p|--port|-P)[ =]?(\\d{1,5}))?`,
    "g",
  ),
  new RegExp(`\\blookup (${NAME})\\.?(?=[\\s:,])`, "g"),
  new RegExp(
    `(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:?|[Nn]o such host:?|resolve host(?:name| address)?:?|bad address|unknown host:?|host not found in upstream|translate host name|server host|resolve) ['"‘“]?(${NAME})['"’”]?(?::(\\d{1,5}))?`,
    "g",
  ),
  new RegExp(`\\bhost(?:name)?[=:] ?['"]?(${NAME})['"]?(?:,? ?port[=:] ?['"]?(\\d{1,5}))?`, "gi"),
  new RegExp(
    `(?:[Ff]ailed to connect to|[Cc]onnect(?:ing|ion)? (?:to|at)(?: server at)?|server on(?: host)?|on host) ['"]?(${NAME})['"]?(?: \\([^)]{1,60}\\))?,? (?:and accepting TCP/IP connections on )?(?:port )?(\\d{1,5})?`,
    "g",
  ),
  new RegExp(`(?<![\\w./@-])(${NAME}):(\\d{2,5})(?![\\w-]|:\\d)`, "g"),
  /remote host \((\d{1,3}(?:\.\d{1,3}){3})\)/g,
];
const SOURCE_FILE =
  /\.(?:go|py|js|mjs|cjs|ts|tsx|java|kt|rb|rs|c|cc|cpp|h|cs|php|ex|exs|erl|scala|swift|lua|pl|sh|json|ya?ml|html?|conf|so|jar|class)$/i;
const NO_HOST = new Set([
  "localhost",
  "remote",
  "the",
  "server",
  "port",
  "a",
  "to",
  "host",
  "is",
  "for",
  "and",
  "http",
  "https",
  "tcp",
  "udp",
  "unknown",
  "null",
  "undefined",
  "none",
  "error",
  "failed",
  "line",
  "at",
  "on",
]);

/** The hosts that a line of a log or a setting names, in the order of how plainly it does. */
export function hostsIn(text: string): RemoteHost[] {
  const short = text.slice(0, MAX_TEXT);
  const found = new Map<string, RemoteHost>();
  for (const form of FORMS)
    for (const match of short.matchAll(form)) {
      const host = (match[1] ?? "").replace(/\.$/, "").toLowerCase();
      const port = match[2] === undefined ? undefined : Number(match[2]);
      if (!isHost(host) || (port !== undefined && (port < 1 || port > 65_535)) || isNameServer(short, match))
        continue;
      const known = found.get(host);
      if (known === undefined || known.port === undefined) found.set(host, { host, port });
      if (found.size >= MAX_HOSTS) return [...found.values()];
    }
  return [...found.values()];
}

export const isAddress = (host: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);

function isHost(host: string): boolean {
  if (host === "" || NO_HOST.has(host) || SOURCE_FILE.test(host)) return false;
  if (isAddress(host)) return !host.startsWith("127.") && host !== "0.0.0.0";
  // Numbers, dates and version strings are none.
  return (
    /[a-z]/.test(host) && !/^v?\d+(?:\.\d+)*[a-z]?$/.test(host) && !/^\d/.test(host.split(".").at(-1) ?? "")
  );
}

/** "lookup store on 10.96.0.10:53": the last is whom it asked. */
const isNameServer = (text: string, match: RegExpExecArray): boolean =>
  match[2] === "53" && /\bon $/.test(text.slice(Math.max(0, match.index - 4), match.index));
