import { type DestinationStream, type LevelWithSilent, pino } from "pino";

/** The part of pino that the project uses; a child carries the incident's id through everything below it. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

export function createLogger(options: { level: LevelWithSilent; destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withIncident },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
}

/** An incident's id has one name in the log, whatever it is called where it is known. */
function withIncident({ incidentId, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return incidentId === undefined ? fields : { incident: incidentId, ...fields };
}

export const silentLogger: Logger = createLogger({ level: "silent" });
