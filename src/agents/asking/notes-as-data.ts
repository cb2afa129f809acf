import type { Note } from "../../domain/note.ts";
import type { DataPart } from "../../llm/model.ts";

/** What research found, each with its source: for a model to read, never to obey. */
export const notesAsData = (notes: readonly Note[] = []): DataPart[] =>
  notes.map(({ kind, title, source, text }, index) => ({
    id: `note-${index + 1}`,
    origin: `${kind.replaceAll("-", " ")}: ${title} (${source})`,
    text,
    // They differ with the name of the alert that told of the trouble, and with what the web says today.
    isBackground: true,
  }));
