import type { Express } from "express";
import { z } from "zod";

const layerSchema = z.looseObject({
  slash: z.boolean().optional(),
  route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  handle: z.unknown(),
  match: z.custom<(path: string) => boolean>((value) => typeof value === "function"),
});
const isRouter = (value: unknown): value is { stack: unknown[] } =>
  typeof value === "function" && "stack" in value && Array.isArray(value.stack);

/** "get /api/v1/incidents/{id}" for each method of each route; `mounts` are the paths that routers stand below. */
export function routesOf(app: Express, mounts: readonly string[]): string[] {
  return walk(app.router, "", mounts).sort();
}

function walk(router: unknown, prefix: string, mounts: readonly string[]): string[] {
  if (!isRouter(router)) throw new Error("the app has no router where one was looked for");
  return router.stack.flatMap((one) => {
    const { slash, route, handle, match } = layerSchema.parse(one);
    if (route !== undefined) {
      const path = `${prefix}${route.path}`.replaceAll(/:(\w+)/g, "{$1}");
      return Object.keys(route.methods)
        .filter((method) => method !== "_all")
        .map((method) => `${method} ${path}`);
    }
    if (!isRouter(handle)) return [];
    // What a router is mounted on is kept in a function alone.
    const mount = slash === true ? "" : mounts.find((path) => match.call(one, path));
    if (mount === undefined) throw new Error("a router stands below a path that is not among the mounts");
    return walk(handle, `${prefix}${mount}`, mounts);
  });
}
