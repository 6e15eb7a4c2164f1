/**
 * Renders a chart with the `helm` program of this machine: no shell, no network, no cluster, a time limit. The caller
 * has made sure that the workspace is trusted, because a chart's templates are code.
 */
import { basename, join } from "node:path";
import { trimOf } from "../../base/trim.ts";
import { type Cancellation, type ChartOutput, readChartOutput } from "../files/helm-output.ts";
import type { Locate } from "./boundary.ts";
import { chartProblem } from "./chart-files.ts";
import { type ProgramEnd, runProgram } from "./program.ts";

const limits = {
  /** Milliseconds after which a chart that is still rendering is given up. */
  time: 20_000,
  /** Octets of output; more manifests of one chart are too many to read. */
  output: 64 * 1024 * 1024,
};

export interface HelmOptions {
  /** The program; default `helm` on PATH. */
  readonly program?: string;
  /** The value of `.Release.Namespace`. */
  readonly namespace: string;
  /** The version of Kubernetes in `.Capabilities`; undefined: helm's own. */
  readonly kubeVersion?: string | undefined;
  /** Paths of further values files, the later ones first in precedence. */
  readonly values: readonly string[];
  /** What else helm may read. A chart that holds anything else is not given to it. */
  readonly locate?: Locate;
  /** Ends helm early. */
  readonly cancellation?: Cancellation | undefined;
  /** Milliseconds; default 20 seconds. */
  readonly time?: number;
}

/**
 * Runs `helm template RELEASE CHART`. The release is called like the chart's folder. Never rejects: a chart that helm
 * refuses, a missing program and a time-out are `failed`, with what helm says.
 * @param folder path of the chart's folder on this disk
 */
export async function renderChart(
  folder: string,
  { program = "helm", namespace, kubeVersion, values, locate, cancellation, time = limits.time }: HelmOptions,
): Promise<ChartOutput> {
  const problem = locate && chartProblem(folder, values, locate);
  if (problem !== undefined) return { kind: "failed", message: problem };
  const release = releaseName(basename(folder));
  const version = kubeVersion === undefined ? [] : ["--kube-version", kubeVersion];
  const files = values.flatMap((file) => ["--values", file]);
  const args = [release, folder, "--namespace", namespace, ...version, ...files];
  const output = await helmTemplate(args, { program, cancellation, time });
  return output.kind === "failed" ? output : { kind: "rendered", documents: readChartOutput(output.text) };
}

/** What `helm template` printed. */
export type HelmOutput =
  | { readonly kind: "printed"; readonly text: string }
  | { readonly kind: "failed"; readonly message: string };

export interface HelmRun extends Pick<HelmOptions, "program" | "cancellation" | "time"> {
  /** The directory that relative paths of flags start from; default: an empty one. */
  readonly cwd?: string;
  /** How many characters of helm's message are repeated; default 500. */
  readonly longestMessage?: number;
}

/** Runs `helm template` with these arguments. Never rejects. */
export async function helmTemplate(
  args: readonly string[],
  { program = "helm", cancellation, time = limits.time, cwd, longestMessage = 500 }: HelmRun,
): Promise<HelmOutput> {
  const options = { env: environment, limits: { ...limits, time }, cancellation, cwd };
  const end = await runProgram(program, ["template", ...args], options);
  return end.kind === "ended" && end.status === 0
    ? { kind: "printed", text: end.stdout }
    : { kind: "failed", message: reasonOf(end, time, longestMessage) };
}

/** True when the program can be started at all. */
export async function hasHelm(program = "helm"): Promise<boolean> {
  const end = await runProgram(program, ["version", "--short"], { env: environment, limits });
  return end.kind === "ended" && end.status === 0;
}

/**
 * Keeps helm from the network with proxies that never answer. Its folders are new and empty for each run, so that no
 * plugin runs: other users could fill a folder whose name they know.
 */
function environment(nowhere: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    SystemRoot: process.env["SystemRoot"],
    HOME: nowhere,
    HELM_CACHE_HOME: join(nowhere, "cache"),
    HELM_CONFIG_HOME: join(nowhere, "config"),
    HELM_DATA_HOME: join(nowhere, "data"),
    KUBECONFIG: join(nowhere, "no-cluster"),
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
  };
}

/** A release's name is a DNS label of at most 53 characters (helm.sh/helm pkg/chartutil/validate_name.go). */
function releaseName(folder: string): string {
  const letters = folder.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const name = trimOf(letters.slice(0, 53), "-");
  return name === "" ? "release" : name;
}

function reasonOf(end: ProgramEnd, time: number, longestMessage: number): string {
  switch (end.kind) {
    case "missing":
      return "there is no program 'helm'";
    case "time":
      return `helm did not end within ${time / 1000} seconds`;
    case "output":
      return `helm printed more than ${limits.output} bytes`;
    case "cancelled":
      return "helm was stopped";
    case "failed":
      return end.message;
    case "ended": {
      const said = end.stderr.trim().replace(/^Error: /, "");
      if (said === "") return `helm ended with ${end.status}`;
      return said.length > longestMessage ? `${said.slice(0, longestMessage)}…` : said;
    }
  }
}
