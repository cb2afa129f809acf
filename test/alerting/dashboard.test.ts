import { Histogram, type Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { DASHBOARD, filled, QUERIES } from "../support/dashboard-queries.ts";

/** Labels that a scrape adds, or that histograms have of themselves. */
const OF_NO_METRIC = new Set(["cluster", "le"]);

/** Names as Prometheus has them -> labels. */
function seriesOf(registry: Registry): Map<string, Set<string>> {
  return new Map(
    registry.getMetricsAsArray().flatMap((metric) => {
      const { name } = metric as unknown as { name: string };
      const known = registry.getSingleMetric(name) as unknown as { labelNames: string[] };
      const labels = new Set(known.labelNames);
      const names =
        registry.getSingleMetric(name) instanceof Histogram
          ? ["_bucket", "_sum", "_count"].map((suffix) => `${name}${suffix}`)
          : [name];
      return names.map((one): [string, Set<string>] => [one, labels]);
    }),
  );
}

const series = seriesOf(createMetrics().registry);
const namesIn = (expr: string) => expr.match(/kube_autofix_\w+/g) ?? [];

describe("each query of the dashboard", () => {
  test.each(QUERIES)("$name asks for metrics and labels that the service has", ({ expr }) => {
    const names = namesIn(expr);
    expect(names).not.toEqual([]);
    for (const name of names)
      expect([...series.keys()], `${name} is no metric of the service`).toContain(name);
    const labels = [
      ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/)),
      ...[...expr.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label = ""]) => label),
    ].filter((label) => label !== "" && !OF_NO_METRIC.has(label));
    const had = new Set(names.flatMap((name) => [...(series.get(name) ?? [])]));
    expect(labels.filter((label) => !had.has(label))).toEqual([]);
  });

  test.each(QUERIES)(
    "$name is narrowed by the cluster, and by the namespace where its metric knows it",
    ({ expr }) => {
      for (const [selector, name = ""] of expr.matchAll(/(kube_autofix_\w+)\{[^}]*\}/g)) {
        expect(selector).toContain('cluster=~"$cluster"');
        expect(selector.includes('subject_namespace=~"$namespace"')).toBe(
          series.get(name)?.has("subject_namespace"),
        );
      }
    },
  );

  test("leaves nothing for Grafana to fill in that this does not know of", () => {
    for (const { name, expr } of QUERIES) expect(filled(expr), name).not.toContain("$");
  });
});

describe("the dashboard", () => {
  test("has variables for cluster and namespace that are read from the service's metrics", () => {
    const read = DASHBOARD.templating.list.flatMap(({ name, definition = "" }) =>
      namesIn(definition).map((metric) => [name, series.has(metric)]),
    );
    expect(read).toEqual([
      ["cluster", true],
      ["namespace", true],
    ]);
  });

  test("annotates incidents at their own times, with a link to the page of each", () => {
    expect(DASHBOARD.annotations.list).toHaveLength(2);
    for (const { textFormat, useValueForTime } of DASHBOARD.annotations.list) {
      expect(textFormat).toContain('<a href="{{url}}"');
      expect(useValueForTime).toBe(true);
    }
  });

  test("has panels that are told apart and lie beside one another", () => {
    const { panels } = DASHBOARD;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h }, title }) => {
      expect(x + w, title).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
    for (const { type, targets, title } of panels) expect(targets.length > 0, title).toBe(type !== "row");
  });
});
