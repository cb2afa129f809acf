import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundText, redact } from "../../src/core/redact.ts";

/** Made of pieces, so that no scanner of secrets takes this file for one. */
const SECRET = ["s3cr", "etVa", "lue42"].join("");
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJhZG1pbiJ9", "c2lnbmF0dXJlLW9mLXRva2Vu"].join(".");
const pem = (kind: string) => [
  `-----BEGIN ${kind}PRIVATE KEY-----`,
  SECRET,
  SECRET,
  `-----END ${kind}PRIVATE KEY-----`,
];

describe("redact", () => {
  it.each([
    `password=${SECRET}`,
    `DB_PASSWORD: ${SECRET}`,
    `"client_secret": "${SECRET}"`,
    `{\\"token\\":\\"${SECRET}\\"}`,
    `password: "with blanks ${SECRET} in it"`,
    `--api-key ${SECRET}`,
    `--token=${SECRET}`,
    `Authorization: Bearer ${SECRET}`,
    `authorization: Basic ${SECRET}==`,
    `got header bearer ${SECRET}`,
    `Cookie: a=b; session=${SECRET}`,
    `Set-Cookie: sid=${SECRET}; HttpOnly`,
    `X-Api-Key: ${SECRET}`,
    `postgres://app:${SECRET}@db.shop:5432/app`,
    `redis://:${SECRET}@cache:6379`,
    `https://${SECRET}@github.com/acme/app`,
    `amqp://user:p/a${SECRET}@mq`.replace("p/a", "pa"),
    `Server=db;User Id=sa;Password=${SECRET};`,
    `AccountKey=${SECRET};EndpointSuffix=core.windows.net`,
    `AWS_SECRET_ACCESS_KEY=${SECRET}`,
    `the password is ${SECRET}`,
    `MYSQL_PWD=${SECRET} mysqldump`,
    `postgres://app:pa/${SECRET}@db.shop:5432/app`,
    `parse "amqp://app:${SECRET}/x@mq:5672": invalid port ":x" after host`,
    `redis://:p@${SECRET}@cache:6379`,
    `root:${SECRET}@tcp(mysql:3306)/app`,
    `:password => "${SECRET}"`,
    `password := "${SECRET}"`,
    `"Authorization": ["ApiKey ${SECRET}"]`,
    `token: ["${SECRET}"]`,
    `- name: DB_PASSWORD\n  value: ${SECRET}`,
    `{"name":"DB_PASSWORD","value":"${SECRET}"}`,
    `{\\"name\\":\\"DB_PASSWORD\\",\\"value\\":\\"${SECRET}\\"}`,
    `<password>${SECRET}</password>`,
    `<db:dbPassword encrypted="false"> ${SECRET} </db:dbPassword>`,
    `<token><![CDATA[${SECRET}]]></token>`,
    `APP_KEY=base64:${SECRET}=`,
    `RAILS_MASTER_KEY: "${SECRET}"`,
    `{"license-key":"${SECRET}"}`,
    `mysqldump -h db -u root -p${SECRET} shop`,
    `sh -c "mysql -p${SECRET} -e 'select 1'"`,
    pem("RSA ").join("\n"),
    pem("").join("\\n"),
    pem("EC ").slice(0, 3).join("\n"),
  ])("takes the secret out of: %s", (text) => {
    const redacted = redact(text);
    expect(redacted).not.toContain(SECRET);
    expect(redacted).toContain("redacted");
  });

  it.each([
    jwt,
    ["AKIA", "IOSFODNN7EXAMPLE"].join(""),
    ["ghp", "_", "0123456789abcdefghijABCDEFGHIJ012345"].join(""),
    ["github_pat", "_11ABCDEFG0", "abcdefghijklmnop"].join(""),
    ["xoxb", "-", "123456789012-abcdefghijkl"].join(""),
    ["sk", "-proj-", "abcdefghijklmnopqrstuvwx"].join(""),
    ["glpat", "-", "abcdefghijklmnopqrst"].join(""),
    ["AIza", "SyA1234567890abcdefghijklmnopqrstuv"].join(""),
    ...["RSA ", "", "OPENSSH "].map((kind) => Buffer.from(pem(kind).join("\n")).toString("base64")),
    Buffer.from('{"auths":{"registry":{"auth":"YTpi"}}}').toString("base64"),
    ["hf", "_abcdefghijklmnopqrstuvwxyz"].join(""),
    ["dckr_pat", "_abcdefghijklmnopqrstuvwxyz"].join(""),
  ])("knows a key by its own form: %s", (key) => {
    expect(redact(`loaded ${key} from disk`)).toBe("loaded [redacted] from disk");
  });

  it.each([
    "stress: FAIL: [1] (415) <-- worker 7 got signal 9",
    "Memory cgroup out of memory: Killed process 4321 (java) total-vm:812kB, anon-rss:101MB",
    "container stress of pod stress-679f4c7847-f7cjr ended after 0 s under a limit of 100Mi",
    "GET https://shop.example/cart?id=7 200 12ms",
    "image docker.io/polinux/stress@sha256:0f1eb0799d70ec7700c6ffa8c94bc66d956afa396ebb9f67cf5287866f43d769",
    "-Xmx512m -XX:MaxMetaspaceSize=128m",
    "mail from someone@example.org",
    "http://shop:8080/users/someone@example.org answered 404",
    "- name: LOG_LEVEL\n  value: debug",
    "topology-key: topology.kubernetes.io/zone-1a",
    "TLS_KEY=/etc/tls/1/tls.key",
    "SORT_KEY=created_at_descending",
    "REDIS_KEY: cache-0.cache.shop:6379",
    "mysql -h db-1 -P 3306 -u root -p",
    "<pre>exit 1</pre>",
  ])("leaves alone: %s", (text) => expect(redact(text)).toBe(text));

  it("changes nothing the second time", () => {
    const pieces = fc.constantFrom(
      "password",
      "=",
      ":",
      " ",
      '"',
      "'",
      "\n",
      "token",
      SECRET,
      jwt,
      "Bearer ",
      "://",
      "@",
      "-----BEGIN PRIVATE KEY-----",
      "\\",
      "[",
      "name: ",
      "value: ",
      "@tcp(",
      "[redacted]",
      "--",
      "is ",
      "cookie",
      "<password>",
      "</",
      "_KEY=",
      "a1".repeat(8),
      "mysql -p",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        const once = redact(parts.join(""));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it("lets no assigned secret through, whatever stands around it", () => {
    const name = fc.constantFrom(
      "password",
      "API_KEY",
      "auth-token",
      "clientSecret",
      "privateKey",
      "DB_PASSWD",
    );
    const joint = fc.constantFrom("=", ": ", ":", " = ", '": "', "='");
    fc.assert(
      fc.property(fc.string(), name, joint, fc.string(), (before, key, sign, after) => {
        expect(redact(`${before}\n${key}${sign}${SECRET}\n${after}`)).not.toContain(SECRET);
      }),
      { numRuns: 500 },
    );
  });

  it.each(
    [
      "a",
      "password",
      "-----BEGIN PRIVATE KEY-----",
      "a://",
      "eyJ",
      "-eyJaaaa",
      "secret_",
      "bearer ",
      " ",
      '"token" : ',
      "\u001b]",
      "--a-",
      "AKIA",
      "mysql -",
      "<a",
      "<password>",
      "_key=a1",
    ].map((piece) => piece.repeat(65_536 / piece.length)),
  )("takes time in proportion to its input (case %#)", (text) => {
    const startMs = performance.now();
    redact(text);
    // A quadratic expression takes minutes here; the bound is wide for a busy machine.
    expect(performance.now() - startMs).toBeLessThan(5000);
  });
});

describe("boundText", () => {
  it("keeps the end, in whole characters, within the bound", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(64), (text, maxBytes) => {
        const bounded = boundText(text, maxBytes);
        expect(Buffer.byteLength(bounded)).toBeLessThanOrEqual(maxBytes);
        expect(text.endsWith(bounded)).toBe(true);
        expect(
          Buffer.byteLength(text) - Buffer.byteLength(bounded) === 0 ||
            Buffer.byteLength(bounded) > maxBytes - 4,
        ).toBe(true);
      }),
    );
  });
});
