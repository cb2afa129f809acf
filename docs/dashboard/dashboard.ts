import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as LinesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { incidentTimes, type PanelOf, ROWS, VARIABLES } from "./data/panels.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the value in place of it.
const DATASOURCE = { type: "prometheus", uid: "${datasource}" };
const ALL = { selected: true, text: ["All"], value: ["$__all"] };
const HEIGHT = 8;
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts the value in place of it.
const VALUE_OF_CELL = "${__value.raw}";

/** The dashboard of the service, for Grafana 11 or later. */
export function dashboard(): Dashboard {
  const builder = new DashboardBuilder("kube-autofix")
    .uid("kube-autofix")
    .description(
      "What was repaired and how surely, how long it took, what waits for people, and how the service is.",
    )
    .tags(["kubernetes", "kube-autofix"])
    .time({ from: "now-24h", to: "now" })
    .refresh("1m")
    .withVariable(new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus"))
    .withVariable(listVariable("cluster", "Cluster"))
    .withVariable(listVariable("namespace", "Namespace"))
    .annotation(annotation("opened", "Incidents opened", "orange", ""))
    .annotation(annotation("closed", "Incidents closed", "green", "{{outcome}}: {{cause}}. "));
  let id = 0;
  const next = () => {
    id += 1;
    return id;
  };
  for (const { title, panels } of ROWS) {
    builder.withRow(new RowBuilder(title).id(next()));
    for (const panel of panels) builder.withPanel(panelOf(panel).id(next()));
  }
  return builder.build();
}

function listVariable(name: keyof typeof VARIABLES, label: string): QueryVariableBuilder {
  return (
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(DATASOURCE)
      .query({ qryType: 1, query: VARIABLES[name], refId: name })
      .definition(VARIABLES[name])
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      // Objects without a namespace, and installations without a label `cluster`, are among all.
      .allValue(".*")
      .current(ALL)
  );
}

/** The names are of Kubernetes objects, which hold no markup; Grafana cleans what it shows in any case. */
function annotation(event: "opened" | "closed", name: string, colour: string, before: string) {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(colour)
    .expr(incidentTimes(event))
    .useValueForTime(true)
    .titleFormat("{{subject_kind}} {{subject_namespace}}/{{subject_name}}")
    .textFormat(`${before}<a href="{{url}}" target="_blank" rel="noreferrer">Incident {{incident}}</a>`)
    .tagKeys("outcome,cause");
}

function panelOf(panel: PanelOf): StatBuilder | TableBuilder | LinesBuilder {
  const builder = builderOf(panel)
    .title(panel.title)
    .description(panel.meaning)
    .datasource(DATASOURCE)
    .unit(panel.unit)
    .span(panel.width)
    .height(HEIGHT);
  for (const [index, { expr, legend }] of panel.queries.entries())
    builder.withTarget(
      targetOf(panel, { expr, legend: legend ?? "", refId: String.fromCharCode(65 + index) }),
    );
  return builder;
}

function builderOf({ kind }: PanelOf): StatBuilder | TableBuilder | LinesBuilder {
  if (kind === "figures") return new StatBuilder().noValue("none");
  if (kind === "lines") return new LinesBuilder().fillOpacity(10);
  return new TableBuilder()
    .noValue("none")
    .withTransformation({ id: "organize", options: { excludeByName: { Time: true } } })
    .overrideByName("url", [
      { id: "links", value: [{ title: "The incident's page", url: VALUE_OF_CELL, targetBlank: true }] },
    ]);
}

function targetOf(
  { kind }: PanelOf,
  { expr, legend, refId }: { expr: string; legend: string; refId: string },
) {
  const query = new DataqueryBuilder().datasource(DATASOURCE).refId(refId).expr(expr).legendFormat(legend);
  if (kind === "lines") return query.range();
  return kind === "table" ? query.instant().format(PromQueryFormat.Table) : query.instant();
}
