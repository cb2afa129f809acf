import { cleanText } from "./clean-text.ts";

const MARK = "[redacted]";
const PRIVATE_KEY = `[private key ${MARK}]`;

/**
 * Replaces what looks like a secret by `[redacted]` and strips invisible characters. Every expression is linear in
 * time: no nested repetition, and each repetition is bounded or ends at a class that it cannot match itself.
 * Errs towards taking too much. Applying it twice changes nothing.
 */
export function redact(text: string): string {
  let result = cleanText(text);
  for (const { pattern, replacement, needs } of RULES)
    if (needs === undefined || needs.test(result)) result = result.replace(pattern, replacement);
  return result;
}

/** Cuts `text` to at most `maxBytes` of UTF-8, whole characters alone; keeps the end, where a log says why it stopped. */
export function boundText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length <= maxBytes) return text;
  let start = bytes.length - maxBytes;
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.toString("utf8", start);
}

interface Rule {
  pattern: RegExp;
  replacement: string;
  /** Found in every text that the pattern matches, and far cheaper to look for. */
  needs?: RegExp;
}

/** Words that make the name of a setting look secret; matched as a part of the name, in any case. */
const SECRET_NAME = [
  "passwd",
  "passphrase",
  "password",
  // `DB_PASS` and `pass`, and not the words that end so.
  "(?<!by|com|tres)pass(?![a-z])",
  "pwd",
  "secret",
  "token",
  "api[_-]?key",
  "apikey",
  "access[_-]?key",
  "account[_-]?key",
  "private[_-]?key",
  "signing[_-]?key",
  "encryption[_-]?key",
  "credential",
  "authorization",
  "session[_-]?id",
  "sessionid",
  "cookie",
  "client[_-]?secret",
  "connection[_-]?string",
  "dsn",
].join("|");

const rule = (source: string, flags: string, replacement: string): Rule => ({
  pattern: new RegExp(source, flags),
  replacement,
});

const NAMES_A_SECRET = new RegExp(SECRET_NAME, "i");

const RULES: Rule[] = [
  // PEM blocks (RFC 7468), whatever a logger put between their lines; then those whose end is cut off.
  rule(
    "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----[^]{0,16384}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----",
    "g",
    PRIVATE_KEY,
  ),
  rule(
    String.raw`-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----(?:[A-Za-z0-9+/=\s:,\\]|-(?!----)){0,16384}`,
    "g",
    PRIVATE_KEY,
  ),
  // Headers whose whole value is secret.
  rule(
    String.raw`\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token|x-csrf-token)(["']?[ \t]{0,4}[:=][ \t]{0,4}(?:\[(?!redacted\]))?["']?)[^\n"']+`,
    "gi",
    `$1$2${MARK}`,
  ),
  // RFC 6750 and RFC 7617, wherever they stand.
  rule(String.raw`\b(bearer|basic)[ \t]{1,4}(?!\[redacted\])[A-Za-z0-9._~+/=-]{8,}`, "gi", `$1 ${MARK}`),
  // A password in a URL that was not escaped, as whoever cannot read such a URL says it; a port and a path are no password.
  {
    ...rule(
      String.raw`\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/@:"'<>?#]{0,256}:)(?!\d{1,5}[/?#])[^\s@"'<>?#]{1,256}@(?:[^\s/@"'<>?#]{1,256}@)?`,
      "gi",
      `$1${MARK}@`,
    ),
    needs: /@/,
  },
  // User information of a URL (RFC 3986, 3.2.1): with a password, or a lone token.
  rule(String.raw`\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"'<>]{1,1024}@`, "gi", `$1${MARK}@`),
  // JSON Web Tokens (RFC 7519).
  rule(String.raw`\beyJ[A-Za-z0-9_-]{5,4096}\.[A-Za-z0-9_-]{4,8192}(?:\.[A-Za-z0-9_-]{0,4096})?`, "g", MARK),
  // Keys with a prefix of their own: AWS, GitHub, GitLab, Slack, Google, Stripe, OpenAI, npm, Tavily, Lark, SendGrid, DigitalOcean.
  rule(String.raw`\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b`, "g", MARK),
  rule(String.raw`\b(?:gh[pousr]|github_pat|glpat|glrt|xox[abeoprs]|xapp)[_-][A-Za-z0-9_-]{10,}`, "g", MARK),
  rule(
    String.raw`\bAIza[A-Za-z0-9_-]{30,}|\bya29\.[A-Za-z0-9_-]{10,}|\bGOCSPX-[A-Za-z0-9_-]{10,}`,
    "g",
    MARK,
  ),
  rule(
    String.raw`\b(?:hf|dckr_pat|glsa|shpat|shpss)_[A-Za-z0-9_-]{20,}|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}`,
    "g",
    MARK,
  ),
  rule(String.raw`\b(?:sk|rk|pk|tvly|npm|dop|whsec|hvs|SG)[_.-][A-Za-z0-9_.-]{16,}`, "g", MARK),
  // `name = value`, `"name": "value"`, `--name value`, `name=value` where the name looks secret; JSON may stand in JSON, several times over.
  {
    ...rule(
      String.raw`((?:[A-Za-z0-9_.-]{0,64}?)(?:${SECRET_NAME})[A-Za-z0-9_.-]{0,32}(?:\\{0,15}["'])?[ \t]{0,4}(?:=>|:=|=(?!>)|:(?!=)|：)[ \t]{0,4}(?:\[(?!redacted\])(?=[\\"'A-Za-z0-9]))?)(?:\\{0,15}"(?!\[redacted\])[^"\n]{1,8192}"?|\\{0,15}'(?!\[redacted\])[^'\n]{1,8192}'?|(?!["'\[\\])[^\s"',;&}\])]+)`,
      "gi",
      `$1${MARK}`,
    ),
    needs: NAMES_A_SECRET,
  },
  {
    ...rule(
      String.raw`((?:^|[\s"'])--?[A-Za-z0-9-]{0,40}?(?:${SECRET_NAME})[A-Za-z0-9-]{0,32}[ \t]{1,4})(?!\[redacted\]|-)[^\s"']+`,
      "gi",
      `$1${MARK}`,
    ),
    needs: NAMES_A_SECRET,
  },
  // `<password>value</password>`, of an XML configuration.
  {
    ...rule(
      String.raw`(<[A-Za-z0-9:_.-]{0,64}?(?:${SECRET_NAME})[A-Za-z0-9:_.-]{0,32}(?:[ \t][^<>\n]{0,512})?>[ \t]{0,4}(?:<!\[CDATA\[)?)(?!\[redacted\])[^<>\s][^<>\n]{0,8191}`,
      "gi",
      `$1${MARK}`,
    ),
    needs: /<\/|CDATA/,
  },
  // `APP_KEY=base64:...`, whatever it is the key of: its value has letters and digits, and is no path and no host.
  {
    ...rule(
      String.raw`([A-Za-z0-9][_-]key(?:\\{0,15}["'])?[ \t]{0,4}[:=][ \t]{0,4}(?:\\{0,15}["'])?)(?:base64:)?(?=[A-Za-z+=_-]{0,64}\d)(?=[0-9+=_-]{0,64}[A-Za-z])[A-Za-z0-9+=_-][A-Za-z0-9+/=_-]{11,1023}(?![A-Za-z0-9+/=_.:-])`,
      "gi",
      `$1${MARK}`,
    ),
    needs: /[_-]key/i,
  },
  // `mysql -ppassword`, which takes no blank between.
  {
    ...rule(
      String.raw`(\b(?:mysql|mariadb)[a-z_-]{0,16}[ \t](?:[^\n]{0,512}?[ \t])?-p)(?!\[redacted\])[^\s"']{1,256}`,
      "g",
      `$1${MARK}`,
    ),
    needs: /\b(?:mysql|mariadb)/,
  },
  // The same, percent-encoded as in a form or a query that was logged.
  {
    ...rule(
      String.raw`((?:${SECRET_NAME})(?:%2[27]|[A-Za-z0-9_.-]){0,32}(?:%20){0,4}%3[AD](?:%2[027]){0,4})(?:(?!%2[267C]|%7D)[^\s&"'<>]){1,8192}`,
      "gi",
      `$1${MARK}`,
    ),
    needs: NAMES_A_SECRET,
  },
  // Signatures and keys of an address, which are all that is needed to use it.
  rule(
    String.raw`([?&](?:sig|signature|x-amz-signature|x-goog-signature|key|code|auth)=)[^&\s"'<>]{1,8192}`,
    "gi",
    `$1${MARK}`,
  ),
  // Addresses that are secrets as a whole: whoever knows them can post.
  rule(
    String.raw`((?:hooks\.slack\.com\/(?:services|workflows)|\/open-apis\/bot\/v2\/hook|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2)\/|api\.telegram\.org\/bot)[^\s"'<>]{1,8192}`,
    "gi",
    `$1${MARK}`,
  ),
  // `name:password@tcp(host:port)` of a database driver.
  {
    ...rule(String.raw`\b([\w.-]{1,64}:)[^\s@"'<>]{1,256}@(?=(?:tcp|unix)6?\()`, "gi", `$1${MARK}@`),
    needs: /@(?:tcp|unix)6?\(/i,
  },
  // A private key or a registry's credentials, in Base64.
  rule(
    String.raw`\b(?:LS0tLS1CRUdJTi[A-Za-z0-9+/]{1,64}(?:UFJJVkFURSBL|UklWQVRFIEtF|SVZBVEUgS0VZ)|eyJhdXRocyI6)[A-Za-z0-9+/=]{8,65536}`,
    "g",
    MARK,
  ),
  rule(
    String.raw`(\bkey-data\\{0,15}["']?[ \t]{0,4}:[ \t]{0,4}\\{0,15}["']?)[A-Za-z0-9+/=]{8,65536}`,
    "gi",
    `$1${MARK}`,
  ),
  // An environment variable as two fields: {name, value}.
  {
    ...rule(
      String.raw`(\bname\\{0,15}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,15}["']?[A-Za-z0-9_.-]{0,64}?(?:${SECRET_NAME})[A-Za-z0-9_.-]{0,32}\\{0,15}["']?[ \t]{0,4}[,\n][ \t]{0,64}\\{0,15}["']?value\\{0,15}["']?[ \t]{0,4}[:=][ \t]{0,4}\\{0,15}["']?)(?!\[redacted\])[^\s"'\\,}]{1,8192}`,
      "gi",
      `$1${MARK}`,
    ),
    needs: NAMES_A_SECRET,
  },
  // `curl -u name:password`, but no user and group by number.
  rule(String.raw`(\s(?:-u|--user)[ =]{1,4}[^\s:"']{1,128}:)(?!\d{1,6}(?!\S))[^\s"']+`, "g", `$1${MARK}`),
  // `auths` of a Docker configuration.
  rule(
    String.raw`(\\?["']auth\\?["'][ \t]{0,4}:[ \t]{0,4}\\?["'])[A-Za-z0-9+/=_-]{8,8192}`,
    "g",
    `$1${MARK}`,
  ),
  // In other languages.
  rule(
    String.raw`((?:密码|口令|密钥|令牌|パスワード|пароль|passwort|kennwort|contraseña|senha)[ \t]{0,4}(?:[:：=]|是|为|は)[ \t]{0,4})(?!\[redacted\])\S+`,
    "gi",
    `$1${MARK}`,
  ),
  // `Password is hunter2`, as programs say it when they start.
  rule(
    String.raw`\b(password|passphrase|token|secret)([ \t]{1,4}(?:is|was)[ \t]{0,2}:?[ \t]{1,4})(?!(?::[ \t]{1,4})?\[redacted\])\S+`,
    "gi",
    `$1$2${MARK}`,
  ),
];
