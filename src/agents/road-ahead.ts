import { choosable, isOpenRoad } from "./asking/choose-move.ts";
import { legalMoves, type Situation } from "./legal-moves.ts";
import type { Move } from "./state.ts";

export interface RoadAhead {
  /** Best first; empty where the run is over. */
  moves: Move[];
  /** Whether a model may choose among them; where not, the first is taken. */
  isModels: boolean;
}

/** What Supervisor has before it: by this it decides, and by this it is replayed. Pure. */
export function roadAhead(situation: Situation): RoadAhead {
  const { incident, hasModel = false } = situation;
  const legal = legalMoves(situation);
  if (!hasModel) return { moves: legal, isModels: false };
  const open = choosable(incident, legal);
  return { moves: open.length > 0 ? open : legal.slice(0, 1), isModels: isOpenRoad(incident, open) };
}
