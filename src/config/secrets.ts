import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, OperationError } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Config } from "./config.ts";
import type { VariableName } from "./environment.ts";

/** What callers show to come in, as it is at the start. */
export interface DoorTokens {
  webhookToken: string;
  operatorToken: string;
}

/**
 * The configured tokens; where one is unset, the one in the data folder, made at the first start with mode 0600. The
 * configuration knows that one from then on, and follows its file.
 */
export async function doorTokens(
  { dataDir, secrets, http }: Pick<Config, "dataDir" | "secrets" | "http">,
  logger: Logger,
): Promise<DoorTokens> {
  const keep = async (name: "WEBHOOK_TOKEN" | "OPERATOR_TOKEN", file: string): Promise<string> => {
    const path = join(dataDir, file);
    const token = await keptToken({ name, path, logger });
    secrets.follow(name, path);
    return first(secrets.of(name)) ?? token;
  };
  return {
    webhookToken: first(http.webhookTokens()) ?? (await keep("WEBHOOK_TOKEN", "webhook-token")),
    operatorToken: first(http.operatorTokens()) ?? (await keep("OPERATOR_TOKEN", "operator-token")),
  };
}

/** The tokens as far as they are known here: for commands that knock at the doors, and make none. */
export async function knownTokens(
  config: Pick<Config, "dataDir"> & { http: Pick<Config["http"], "webhookTokens" | "operatorTokens"> },
): Promise<{ webhook: string | null; operator: string | null }> {
  const kept = async (file: string) =>
    (await readToken(join(config.dataDir, file)).catch(() => undefined))?.split(/\r?\n/)[0];
  return {
    webhook: first(config.http.webhookTokens()) ?? (await kept("webhook-token")) ?? null,
    operator: first(config.http.operatorTokens()) ?? (await kept("operator-token")) ?? null,
  };
}
const first = (tokens: readonly string[] | undefined): string | undefined => tokens?.[0];

interface Kept {
  name: VariableName;
  path: string;
  logger: Logger;
}

async function keptToken({ name, path, logger }: Kept): Promise<string> {
  try {
    await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    const token = (await readToken(path)) ?? (await makeToken(path));
    logger.info({ variable: name, file: path }, "this token is kept in a file of the data folder");
    return token;
  } catch (cause) {
    throw new OperationError(
      `cannot keep a token for ${name} in ${path} (${messageOf(cause)}): make the folder writable, set DATA_DIR to another one, or set ${name}`,
      { reason: "unavailable", retryable: false, cause },
    );
  }
}

async function readToken(path: string): Promise<string | undefined> {
  const content = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (content?.trim() === "") throw new Error("the file is empty: remove it");
  return content?.trim();
}

/** Linked when it is whole: a crash or a second starter never leaves or sees half a token. */
async function makeToken(path: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${token}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readToken(path)) ?? token;
  } finally {
    await rm(draft, { force: true });
  }
}
