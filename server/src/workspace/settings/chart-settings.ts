/** Reads the setting `charts`: how charts of the repository are installed. */

/** One installation. Paths start from the folder of the `.podns.yaml`, or from the workspace folder. */
export interface GivenChart {
  readonly path: string;
  readonly values: readonly string[];
  readonly release?: string;
  readonly namespace?: string;
}

const text = { type: "string" };

export const chartsSchema: Readonly<Record<string, unknown>> = {
  type: "array",
  default: [],
  items: {
    type: "object",
    additionalProperties: false,
    required: ["path"],
    properties: {
      path: { ...text, description: "The chart's folder." },
      values: {
        anyOf: [text, { type: "array", items: text }],
        description: "Values files over the chart's own, the strongest last.",
      },
      release: { ...text, description: "The release's name." },
      namespace: { ...text, description: "The release's namespace." },
    },
  },
};

/** The list `charts` of a `.podns.yaml`; undefined where any entry has another form. */
export function readCharts(value: unknown): readonly GivenChart[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const charts = value.map(readChart);
  return charts.every((chart) => chart !== undefined) ? charts : undefined;
}

function readChart(value: unknown): GivenChart | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { path, values = [], release, namespace, ...others } = value as Readonly<Record<string, unknown>>; // A map of YAML.
  const files = typeof values === "string" ? [values] : values;
  const isName = (name: unknown): name is string | undefined => name === undefined || typeof name === "string";
  if (typeof path !== "string" || Object.keys(others).length > 0 || !isName(release) || !isName(namespace))
    return undefined;
  if (!Array.isArray(files) || !files.every((file) => typeof file === "string")) return undefined;
  return {
    path,
    values: files,
    // Nothing in quotes is what nobody says.
    ...(release === undefined || release === "" ? {} : { release }),
    ...(namespace === undefined || namespace === "" ? {} : { namespace }),
  };
}
