import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../src/config/config.ts";
import { ENVIRONMENT } from "../../src/config/environment.ts";
import { temporaryDataDir } from "../support/service-process.ts";

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test("an empty environment gives the defaults", () => {
  const config = readConfig({});
  expect(config.http).toMatchObject({ port: 8080, host: "0.0.0.0", webhookMaxBytes: 16 * 1024 * 1024 });
  expect(config.policy).toMatchObject({ autonomy: "auto", maxAttempts: 3, maxChangesInFlight: 5 });
  expect(config.verify).toEqual({ soakSeconds: 60, soakMaxSeconds: 1800, timeoutSeconds: 900 });
  expect(config.kubernetes).toMatchObject({ isWatching: true, watchNamespaces: [] });
  expect(config.notify.feishu.domain).toBe("https://open.feishu.cn");
});

test("an empty value counts as unset", () => {
  const empty = readConfig({ PORT: "", WEBHOOK_TOKEN: "", WATCH_NAMESPACES: "" });
  // Functions, such as secrets are, are equal to themselves alone.
  expect(JSON.stringify(empty)).toBe(JSON.stringify(readConfig({})));
  expect(empty.http.webhookTokens()).toBeUndefined();
});

test("all problems are told at once, by name", () => {
  const problems = problemsOf({
    PORT: "70000",
    WATCH: "yes",
    MAX_ATTEMPTS: "-1",
    WEBHOOK_MAX_BYTES: "lots",
    PUBLIC_URL: "autofix.example.com",
    LOG_LEVEL: "loud",
  });
  const names = ["LOG_LEVEL", "MAX_ATTEMPTS", "PORT", "PUBLIC_URL", "WATCH", "WEBHOOK_MAX_BYTES"];
  expect(problems.map((problem) => problem.split(" ")[0]).toSorted()).toEqual(names);
});

test("no value ever shows in a problem", () => {
  // A value that no schema but a free text accepts, and that no message holds by chance.
  const value = "s3cr3t\u0007value";
  const env = Object.fromEntries(Object.keys(ENVIRONMENT).map((name) => [name, value]));
  const problems = problemsOf(env);
  expect(problems.length).toBe(Object.keys(ENVIRONMENT).length);
  expect(problems.join("\n")).not.toContain("s3cr3t");
});

test.each(["16Mi", "16MiB", "16 MiB", "16777216"])("%s is a number of bytes", (text) => {
  expect(readConfig({ WEBHOOK_MAX_BYTES: text }).http.webhookMaxBytes).toBe(16_777_216);
});

test("the times that people are offered are read as minutes, each once, the shortest first", () => {
  const { lengths } = readConfig({ NOT_NOW_CHOICES: "2h, 15m,120m", PAUSE_CHOICES: "" }).people;
  expect(lengths).toEqual({ "not-now": [15, 120], pause: [60, 480, 1_440, 10_080] });
});

test.each(["2", "1w", "0m", "8d", "1m,2m,3m,4m,5m,6m,7m", ",", "-1h"])("%s is no list of times", (text) => {
  expect(problemsOf({ PAUSE_CHOICES: text })).toMatchObject([
    expect.stringMatching(/^PAUSE_CHOICES must be /),
  ]);
});

test("a secret may come from a file, without the file's last line end", async () => {
  const file = join(await temporaryDataDir(), "token");
  await writeFile(file, "from a file\n");
  expect(readConfig({ WEBHOOK_TOKEN_FILE: file }).http.webhookTokens()).toEqual(["from a file"]);
  expect(problemsOf({ WEBHOOK_TOKEN_FILE: file, WEBHOOK_TOKEN: "x" })).toEqual([
    "WEBHOOK_TOKEN and WEBHOOK_TOKEN_FILE are both set: set one of them",
  ]);
  expect(problemsOf({ WEBHOOK_TOKEN_FILE: `${file}.missing` })).toEqual([
    "WEBHOOK_TOKEN_FILE names a file that cannot be read (ENOENT)",
  ]);
});

test("every secret and only secrets have a file variant", async () => {
  const missing = join(await temporaryDataDir(), "missing");
  for (const [name, { isSecret }] of Object.entries(ENVIRONMENT)) {
    const mentions = problemsOf({ [`${name}_FILE`]: missing }).some((problem) =>
      problem.startsWith(`${name}_FILE`),
    );
    expect(mentions, name).toBe(isSecret);
  }
});

test("replicas on one database must be given the tokens", () => {
  const DATABASE_URL = "postgresql://me@db/autofix";
  expect(problemsOf({ DATABASE_URL }).map((problem) => problem.split(" ")[0])).toEqual([
    "WEBHOOK_TOKEN",
    "OPERATOR_TOKEN",
  ]);
  expect(problemsOf({ DATABASE_URL, WEBHOOK_TOKEN: "a", OPERATOR_TOKEN: "b" })).toEqual([]);
});

const APP = { FEISHU_APP_ID: "cli_0123456789abcdef", FEISHU_APP_SECRET: "s", FEISHU_CHAT_ID: "oc_1" };

test.each([
  ["nothing is asked for", {}, "off"],
  ["a key and its token are given", { FEISHU_ENCRYPT_KEY: "k", FEISHU_VERIFICATION_TOKEN: "t" }, "door"],
  ["the connection is asked for", { FEISHU_CALLBACKS: "long-connection" }, "long-connection"],
  [
    "the connection is asked for, beside a key",
    { FEISHU_CALLBACKS: "long-connection", FEISHU_ENCRYPT_KEY: "k" },
    "long-connection",
  ],
  ["none are wanted, beside a key", { FEISHU_CALLBACKS: "off", FEISHU_ENCRYPT_KEY: "k" }, "off"],
])("how presses arrive where %s", (_case, env, callbacks) => {
  expect(readConfig({ ...APP, ...env }).notify.feishu.app.callbacks).toBe(callbacks);
});

test.each([
  ["a key without a token", { ...APP, FEISHU_ENCRYPT_KEY: "k" }, "FEISHU_VERIFICATION_TOKEN"],
  ["a door without a key", { ...APP, FEISHU_CALLBACKS: "door" }, "FEISHU_ENCRYPT_KEY"],
  ["a connection without an app", { FEISHU_CALLBACKS: "long-connection" }, "FEISHU_APP_ID"],
  [
    "a connection of an app whose id the SDK would refuse in silence",
    { ...APP, FEISHU_APP_ID: "cli_x", FEISHU_CALLBACKS: "long-connection" },
    "FEISHU_APP_ID",
  ],
])("%s is a problem that says what to do", (_case, env, name) => {
  const problems = problemsOf(env);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} must be `));
});

test("a longest soak below the shortest is refused", () => {
  const problems = problemsOf({ VERIFY_SOAK_SECONDS: "600", VERIFY_SOAK_MAX_SECONDS: "60" });
  expect(problems).toEqual(["VERIFY_SOAK_MAX_SECONDS must not be less than VERIFY_SOAK_SECONDS"]);
});

test("every default is valid and every variable says what it means", () => {
  for (const [name, { schema, default: value, meaning }] of Object.entries(ENVIRONMENT)) {
    if (value !== undefined) expect(schema.safeParse(value).success, name).toBe(true);
    expect(meaning, name).not.toBe("");
  }
});

test.each([
  ["https://logs.example.org/{namespace}/{pod}?at={timeMs}", undefined],
  ["https://grafana.example.org/explore?left=%7B%22q%22:%22{workload}%22%7D", undefined],
  ["http://logs.internal:3000/?c={cluster}", undefined],
  ["https://logs.example.org/{node}", "no braces but those of"],
  ['https://logs.example.org/?q={app="{workload}"}', "no braces but those of"],
  ["https://logs.example.org/{pod", "no braces but those of"],
  ["https://{cluster}.example.org/logs", "a host without placeholders"],
  ["https://logs.example.org{pod}/", "a host without placeholders"],
  ["https://me:secret-of-mine@logs.example.org/", "credentials"],
  ["javascript:alert('{pod}')", "http:// or https://"],
  ["file:///logs/{pod}", "http:// or https://"],
])("LOGS_URL %s", (value, problem) => {
  const problems = problemsOf({ LOGS_URL: value });
  expect(problems).toHaveLength(problem === undefined ? 0 : 1);
  if (problem !== undefined) {
    expect(problems[0]).toContain("LOGS_URL");
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toContain("secret-of-mine");
  }
});

test.each([
  [{}, []],
  [{ MODEL_MAX_COST_PER_DAY: "5" }, ["OPENAI_MODEL"]],
  [{ MODEL_MAX_COST_PER_DAY: "5", OPENAI_MODEL: "priced" }, []],
  [
    { MODEL_MAX_COST_PER_DAY: "5", OPENAI_MODEL: "priced", OPENAI_MODEL_CODER: "free" },
    ["OPENAI_MODEL_CODER"],
  ],
])("a bound of money takes a price of each model: of %j it is missed for %j", (env, missed) => {
  const told = missed.map(
    (name) => `MODEL_PRICES must price the model of ${name} where a bound of money is set`,
  );
  expect(problemsOf({ MODEL_PRICES: "priced=1/2", ...env })).toEqual(told);
});
