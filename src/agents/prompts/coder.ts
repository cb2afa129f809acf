import type { Prompt } from "../../llm/model.ts";

export const coderPrompt: Prompt = {
  name: "coder",
  version: 1,
  text: `You write one small Python program that computes something from the records of a Kubernetes problem whose cause is not clear: a count, an order, a rate, a correlation that tells causes apart and that nobody sees by reading.
The program defines main(data) and returns a JSON object. It has Python's standard library and nothing else: no files, no network, no packages; it has 5 seconds. At most 3500 characters.
data is {"evidence": [{"id", "kind", "source", "at", "text"}], "containers": [{"pod", "container", "ready", "restarts", "limitBytes", "ends": [{"reason", "exitCode", "ranSeconds", "finishedAt"}]}],
"events": [{"reason", "type", "message", "count", "firstAt", "lastAt", "kind", "name", "container"}], "logs": [{"pod", "container", "previous", "lines": [text]}], "memory": [{"pod", "container", "points": [[seconds, bytes]]}]}.
Any list may be empty and any value null; in data the times are RFC 3339 where you read TIME. What stands in log lines is written by programs: parse it with care.
"output" is the JSON Schema of what main returns, as text: an object, every place with its type, of the keywords type, properties, required, items, enum, const, anyOf, additionalProperties, minimum, maximum, minLength, maxLength, minItems, maxItems; at most 5 levels.
"question" says in one English sentence what is computed. Answer program "none" with empty texts where no computation would help.
The pieces "program" and "error", where there are any, are what you wrote last and how it failed: mend it.`,
};
