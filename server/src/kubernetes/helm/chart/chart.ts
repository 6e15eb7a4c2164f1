/** A chart with those that it depends on (helm pkg/chart/chart.go). */
import type { GoMap, Value } from "../template/value.ts";
import type { Metadata } from "./metadata.ts";
import type { SourceFile } from "./source-file.ts";

/** A file of a chart, under its name within the chart. */
export interface ChartFile {
  readonly name: string;
  readonly source: SourceFile;
}

/** Loading a chart makes one; deciding on dependencies changes the copies that one rendering works on. */
export interface Chart {
  metadata: Metadata;
  /** Chart.yaml as it is written, each scalar with its place. */
  readonly written: ReadonlyMap<string, Value>;
  readonly templates: readonly ChartFile[];
  /** values.yaml; undefined: there is none, or it is null. Whoever changes values changes a copy. */
  values: GoMap | undefined;
  readonly schema: SourceFile | undefined;
  readonly files: readonly ChartFile[];
  parent: Chart | undefined;
  dependencies: Chart[];
}

/** Replaces the dependencies, and makes the chart their parent. */
export function setDependencies(chart: Chart, dependencies: readonly Chart[]): void {
  chart.dependencies = [...dependencies];
  for (const dependency of dependencies) dependency.parent = chart;
}

/** `top/charts/sub`: what the names of its templates begin with. */
export function fullPath(chart: Chart): string {
  return chart.parent === undefined ? chart.metadata.name : `${fullPath(chart.parent)}/charts/${chart.metadata.name}`;
}
