/** Doors that take a token which somebody might guess. */
export const GUESSED_DOORS = ["operator", "webhook", "approval-link"] as const;
export type GuessedDoor = (typeof GUESSED_DOORS)[number];

/** What became of a wrong token: looked at, or refused unseen because its address had shown too many. */
export const GUESS_RESULTS = ["wrong", "limited"] as const;
