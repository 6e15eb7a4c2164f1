/**
 * Knows how the `helm` program of this machine renders a chart: no shell, no network, no cluster, a time limit. Whoever
 * calls it has made sure that the workspace is trusted: a chart's templates are code.
 */
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type ChartOutput, readChartOutput } from "../host/charts.ts";

/** Milliseconds after which a chart that is still rendering is given up. */
const timeLimit = 20_000;

/** Octets of output: a chart that prints more is none that a person reads. */
const mostOutput = 64 * 1024 * 1024;

export interface HelmOptions {
  /** The program; default `helm` on PATH. */
  readonly program?: string;
  /** The namespace that `.Release.Namespace` says. */
  readonly namespace: string;
  /** Paths of further values files, the later ones first in precedence. */
  readonly values: readonly string[];
}

/**
 * Runs `helm template RELEASE CHART`. The release is called like the chart's folder. Never rejects: a chart that helm
 * refuses, a missing program and a time-out are `failed`, with what helm says.
 * @param folder path of the chart's folder on this disk
 */
export function renderChart(
  folder: string,
  { program = "helm", namespace, values }: HelmOptions,
): Promise<ChartOutput> {
  const release = releaseName(basename(folder));
  const args = ["template", release, folder, "--namespace", namespace, ...values.flatMap((file) => ["--values", file])];
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { env: environment(), timeout: timeLimit, maxBuffer: mostOutput, shell: false, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) resolve({ kind: "rendered", documents: readChartOutput(stdout) });
        else resolve({ kind: "failed", message: reasonOf(error, stderr) });
      },
    );
  });
}

/** True when the program can be started at all. */
export function hasHelm(program = "helm"): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, ["version", "--short"], { env: environment(), timeout: timeLimit, shell: false }, (error) =>
      resolve(error === null),
    );
  });
}

/** Proxies that answer nobody keep helm from the network; its folders are empty ones, so that no plugin runs. */
function environment(): NodeJS.ProcessEnv {
  const nowhere = join(tmpdir(), "podns-helm");
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
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 53)
    .replace(/^-+|-+$/g, "");
  return name === "" ? "release" : name;
}

function reasonOf(error: Error & { readonly code?: unknown; readonly killed?: boolean }, stderr: string): string {
  if (error.code === "ENOENT") return "there is no program 'helm'";
  if (error.killed === true) return `helm did not end within ${timeLimit / 1000} seconds`;
  const said = stderr.trim().replace(/^Error: /, "");
  return said === "" ? error.message : said;
}
