import type { Call } from "./raw-client.ts";

interface Write {
  what: string;
  call: Call;
}
interface Answer {
  code: number;
  text: string;
}

const AT_ONCE = 8;

/** Controllers and kubelets write too: what came too late for its version is sent anew, on a later one. */
export async function sendAll(writes: () => Promise<Write[]>, send: (call: Call) => Promise<Answer>) {
  const answers: (Answer & { what: string })[] = [];
  for (let left: Write[] = await writes(); left.length > 0; ) {
    const late = new Set<string>();
    for (let from = 0; from < left.length; from += AT_ONCE) {
      const some = left.slice(from, from + AT_ONCE);
      const got = await Promise.all(some.map(async ({ what, call }) => ({ what, ...(await send(call)) })));
      for (const answer of got) {
        if (isOutdated(answer)) late.add(answer.what);
        else answers.push(answer);
      }
    }
    left = late.size === 0 ? [] : (await writes()).filter(({ what }) => late.has(what));
  }
  return answers;
}

const isOutdated = ({ code, text }: Answer) => code === 409 && text.includes("the object has been modified");
