/** An object is at most a few MiB; a longer line is no answer of an API server. */
const MAX_LINE_LENGTH = 32 * 1024 * 1024;

/** The complete lines of each chunk as it comes; what is left of a line when the stream ends is dropped. */
export async function* splitLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE_LENGTH)
      throw new Error("a line of the watch is longer than any object can be");
    const full = lines.filter((line) => line !== "");
    if (full.length > 0) yield full;
  }
}
