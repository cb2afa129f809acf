import type { Lengths } from "../../domain/lengths.ts";
import { CATALOGUE } from "../../notify/messages/catalogue.ts";
import type { Language, Messages } from "../../notify/messages/messages.ts";

import type { Banner } from "../middleware/banner.ts";

export type Role = "operator" | "viewer";

/** Who reads a page, as far as the page depends on it. */
export interface Visitor {
  language: Language;
  words: Messages;
  /** Path and query of the page; "" where the language cannot be changed in place. */
  address: string;
  /** Null where nobody is signed in. */
  role: Role | null;
  /** Goes into each form of this session; null for whoever came with the token itself, or not at all. */
  csrf: string | null;
  banner: Banner;
  /** For how long something can be put off or paused. */
  lengths: Lengths;
}

export function visitorOf(from: Omit<Visitor, "words">): Visitor {
  return { ...from, words: CATALOGUE[from.language] };
}

/** A form needs a session behind it; whoever comes with the token alone decides over the API. */
export function mayDecide(visitor: Visitor): visitor is Visitor & { csrf: string } {
  return visitor.role === "operator" && visitor.csrf !== null;
}
