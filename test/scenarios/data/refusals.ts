import type { Vary } from "../scenario.ts";

/** One setting that a program does not take, what it says of it, and what it would take. */
export interface Refusal {
  name: string;
  /** A variable of the environment, or a word of the command line. */
  where: "env" | "args";
  setting(vary: Vary): { name: string; wrong: string; right: string; log: string[]; others?: string[] };
}

const GO_START = "level=info msg=starting version=1.4.2";

/** Causes that no signature knows, in the words of the runtimes and libraries that say them. */
export const REFUSALS: readonly Refusal[] = [
  {
    name: "a-duration-without-its-unit",
    where: "env",
    setting(vary) {
      const wrong = String(vary.integer(10, 90));
      const name = vary.pick(["TIMEOUT", "BACKOFF", "GRACE"]);
      return {
        name,
        wrong,
        right: `${wrong}s`,
        log: [GO_START, `panic: ${name.toLowerCase()}: time: missing unit in duration "${wrong}"`],
      };
    },
  },
  {
    name: "a-number-with-separators",
    where: "env",
    setting(vary) {
      const thousands = vary.integer(2, 60);
      const wrong = `${thousands},000`;
      const log = vary.pick([
        [`ValueError: invalid literal for int() with base 10: '${wrong}'`],
        [GO_START, `fatal: strconv.Atoi: parsing "${wrong}": invalid syntax`],
        [`Exception in thread "main" java.lang.NumberFormatException: For input string: "${wrong}"`],
      ]);
      return { name: vary.pick(["BATCH", "CAPACITY", "PAGE"]), wrong, right: `${thousands}000`, log };
    },
  },
  {
    name: "a-number-with-its-unit",
    where: "env",
    setting(vary) {
      const threads = vary.integer(2, 24);
      const wrong = `${threads} ${vary.pick(["threads", "workers"])}`;
      const log = [
        `Traceback (most recent call last):`,
        `ValueError: invalid literal for int() with base 10: '${wrong}'`,
      ];
      return { name: "PARALLELISM", wrong, right: String(threads), log };
    },
  },
  {
    name: "a-yes-that-is-no-boolean",
    where: "env",
    setting(vary) {
      const wrong = vary.pick(["yes", "on", "enabled"]);
      return {
        name: vary.pick(["TRACING", "CACHE", "DRYRUN"]),
        wrong,
        right: "true",
        log: [GO_START, `fatal: strconv.ParseBool: parsing "${wrong}": invalid syntax`],
      };
    },
  },
  {
    name: "more-workers-than-the-program-takes",
    where: "env",
    setting(vary) {
      const most = vary.pick([32, 64, 128]);
      const wrong = String(most * vary.integer(2, 9));
      const log = vary.pick([
        [`AssertionError: worker count out of range [1, ${most}]: got ${wrong}`],
        [`thread 'main' panicked: pool size must be between 1 and ${most}, got ${wrong}`],
      ]);
      return { name: "WORKERS", wrong, right: String(most), log };
    },
  },
  {
    name: "a-heap-that-begins-above-its-end",
    where: "args",
    setting(vary) {
      const most = 256 * vary.integer(1, 2);
      return {
        name: "-Xms",
        wrong: `-Xms${most * 2}m`,
        right: `-Xms${most}m`,
        others: [`-Xmx${most}m`, "-jar", "/app/service.jar"],
        log: [
          "Error occurred during initialization of VM",
          "Initial heap size set to a larger value than the maximum heap size",
        ],
      };
    },
  },
  {
    name: "a-locale-that-the-image-lacks",
    where: "env",
    setting: (vary) => ({
      name: "LC_ALL",
      wrong: vary.pick(["de_DE.UTF-8", "fr_FR.UTF-8", "pt_BR.utf8", "nl_NL"]),
      right: "C.UTF-8",
      log: ["Traceback (most recent call last):", "locale.Error: unsupported locale setting"],
    }),
  },
  {
    name: "a-time-zone-with-a-typo",
    where: "env",
    setting(vary) {
      const right = vary.pick([
        "Europe/Amsterdam",
        "America/Chicago",
        "Asia/Singapore",
        "Australia/Brisbane",
      ]);
      const at = right.indexOf("/") + vary.integer(3, 5);
      const wrong = right.slice(0, at) + right.slice(at + 1);
      const log = vary.pick([
        [`panic: unknown time zone ${wrong}`],
        [`zoneinfo._common.ZoneInfoNotFoundError: 'No time zone found with key ${wrong}'`],
        [`java.time.zone.ZoneRulesException: Unknown time-zone ID: ${wrong}`],
      ]);
      return { name: "TZ", wrong, right, log };
    },
  },
  {
    name: "a-log-level-of-another-logger",
    where: "env",
    setting(vary) {
      const [wrong, right, log] = vary.pick([
        ["verbose", "debug", 'fatal: not a valid logrus Level: "verbose"'],
        ["VERBOSE", "DEBUG", "ValueError: Unknown level: 'VERBOSE'"],
        ["inof", "info", 'fatal: not a valid logrus Level: "inof"'],
      ] as const);
      return { name: "VERBOSITY", wrong, right, log: [log] };
    },
  },
  {
    name: "an-encoding-of-the-database",
    where: "env",
    setting: () => ({
      name: "CHARSET",
      wrong: "utf8mb4",
      right: "utf-8",
      log: ["Traceback (most recent call last):", "LookupError: unknown encoding: utf8mb4"],
    }),
  },
  {
    name: "an-address-without-its-scheme",
    where: "env",
    setting(vary) {
      const wrong = `${vary.pick(["assets", "rates", "maps"])}.example.com/v${vary.integer(1, 4)}`;
      const log = [
        `requests.exceptions.MissingSchema: Invalid URL '${wrong}': No scheme supplied. Perhaps you meant https://${wrong}?`,
      ];
      return { name: "ENDPOINT", wrong, right: `https://${wrong}`, log };
    },
  },
  {
    name: "a-port-without-its-colon",
    where: "env",
    setting(vary) {
      const wrong = String(vary.integer(8000, 9900));
      const log = [GO_START, `fatal: listen tcp: address ${wrong}: missing port in address`];
      return { name: "LISTEN", wrong, right: `:${wrong}`, log };
    },
  },
  {
    name: "a-schedule-of-four-fields",
    where: "env",
    setting(vary) {
      const wrong = `${vary.integer(0, 59)} ${vary.integer(0, 23)} * *`;
      const log = [GO_START, `panic: expected exactly 5 fields, found 4: [${wrong}]`];
      return { name: "SCHEDULE", wrong, right: `${wrong} *`, log };
    },
  },
  {
    name: "a-profile-that-the-program-corrects",
    where: "args",
    setting(vary) {
      const right = vary.pick(["production", "staging", "canary"]);
      const at = vary.integer(2, 4);
      const wrong = right.slice(0, at) + right.slice(at + 1);
      const log = [`error: there is no profile '${wrong}'; did you mean '${right}'?`];
      return { name: "profile", wrong, right, others: ["serve"], log };
    },
  },
  {
    name: "an-encoder-that-is-not-in-the-list",
    where: "env",
    setting(vary) {
      const right = vary.pick(["json", "logfmt"]);
      const wrong = `${right}${right.at(-1)}`;
      const log = [`panic: encoder '${wrong}' fits no sink; expected one of json, logfmt, text`];
      return { name: "ENCODER", wrong, right, log };
    },
  },
];
