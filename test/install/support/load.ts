import { readFile } from "node:fs/promises";
import type { RealServer } from "../../chart/support/real-server.ts";

export interface Sent {
  id: number;
  tries: number;
}

/** A pod that sends alerts to the service all the time, through its Service and by its name. */
export async function startLoad(
  server: RealServer,
  { namespace, image, service, token }: { namespace: string; image: string; service: string; token: string },
): Promise<{ accepted(): Promise<Sent[]>; end(): Promise<void> }> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const program = await readFile(new URL("./load.mjs", import.meta.url), "utf8");
  await server.must({
    method: "POST",
    path: pods,
    body: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "load" },
      spec: {
        restartPolicy: "Never",
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "load",
            image,
            command: ["node", "--input-type=module", "--eval"],
            args: [program],
            env: [
              { name: "SERVICE", value: service },
              { name: "TOKEN", value: token },
            ],
          },
        ],
      },
    },
  });
  return {
    async accepted() {
      const { code, text } = await server.send({ method: "GET", path: `${pods}/load/log` });
      if (code !== 200) return [];
      const lines = text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Sent | { refused: number });
      const refused = lines.find((line) => "refused" in line);
      if (refused !== undefined) throw new Error(`an alert was refused: ${JSON.stringify(refused)}`);
      return lines as Sent[];
    },
    end: async () => void (await server.send({ method: "DELETE", path: `${pods}/load` })),
  };
}
