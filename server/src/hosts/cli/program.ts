/** Declares the commands of `podns` and their flags. Each command has a file of its own. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { isVisible } from "../../base/visible.ts";
import { clientIds } from "../../dns/clients/simulation.ts";
import { nearestNames } from "../../ide/rules/evidence/near-names.ts";
import { chartVersion } from "../../workspace/settings/settings.ts";
import { localPaths } from "../node/disk-paths.ts";
import { addChartOptions } from "./chart/chart-flags.ts";
import { renderWithHelm } from "./chart/helm-chart.ts";
import { type ChartRenderFlags, isChartAt, isKustomizationAt, renderChartAt } from "./chart/render-chart.ts";
import { addDiffOptions, type DiffOptions, diff } from "./diff/command.ts";
import { addLintOptions, type LintOptions, lint, pathsToLint, prepareLint } from "./lint-command.ts";
import { completionScript, type Shell, shells } from "./manual/completion.ts";
import { manPage } from "./manual/man-page.ts";
import { type MapFormat, mapFormats, mapHelp, mapText } from "./map/command.ts";
import { addMcpOptions, type McpOptions, mcp } from "./mcp/command.ts";
import { type NslookupOptions, nslookup } from "./nslookup.ts";
import { type ChosenOptions, givingUp, open, openEnvironments, openToFollow } from "./opened.ts";
import { addCommonOptions, type CommonOptions, domains, settingsFor, settingsWith } from "./options.ts";
import { podRows, podTable } from "./pods.ts";
import { makeProgress } from "./progress.ts";
import { hostsText, recordRow, recordTable, servedRecords, zoneText } from "./records.ts";
import { type Rendered, renderFolder } from "./render.ts";
import { statsOf } from "./repository.ts";
import {
  type AtOptions,
  addAtOptions,
  addScenarioOptions,
  clientCacheNames,
  duration,
  environmentsAt,
  openScenario,
  type ScenarioOptions,
} from "./scenario.ts";
import { makeScenarioFollower } from "./serve/follow-scenario.ts";
import { limitsHelp } from "./serve/limits.ts";
import { serve } from "./serve/serve.ts";
import { openSession, settingsAt } from "./session.ts";
import { shownJson, shownLines, shownText } from "./shown.ts";
import { errLines, safeTerminal, type Terminal, UsageError } from "./terminal.ts";
import { type TimelineOptions, timeline, timelineHelp } from "./timeline.ts";
import { createUpstream, parseEndpoint, type Upstream } from "./upstream.ts";
import { version } from "./version.ts";
import { typeNumber } from "./wire/types.ts";

/**
 * Runs a command line (without the program's name).
 * @returns the exit status: 0, the command's own status, or 2 for a mistake in the command line or an unreadable PATH
 */
export async function run(args: readonly string[], given: Terminal): Promise<number> {
  const terminal = { ...safeTerminal(given), progress: makeProgress(given.status) };
  let status = 0;
  const program = makeProgram(terminal, (code) => {
    status = code;
  });
  try {
    refuseUnknownCommand(program, args);
    await program.parseAsync([...args], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      terminal.err(`podns: ${error.message}\n`);
      return 2;
    }
    throw error;
  } finally {
    given.status?.(undefined);
  }
}

/**
 * Commander shows the program's help for `podns nosuch --help` and reports success.
 * @throws UsageError for an unknown command
 */
function refuseUnknownCommand(program: Command, args: readonly string[]): void {
  const [first, second] = args.filter((arg) => !arg.startsWith("-"));
  const asked = first === "help" ? second : first;
  const known = program.commands.map((each) => each.name());
  if (asked === undefined || known.includes(asked) || asked === "help") return;
  const [similar] = nearestNames(asked, known);
  throw new UsageError(`unknown command '${asked}'${similar === undefined ? "" : `; did you mean '${similar}'?`}`);
}

/** What Commander says of a mistake, as one line that begins like all others. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, "podns: ")
    .replace("\n(Did you mean ", "; did you mean ")
    .replace("?)\n", "?\n");
}

type Exit = (status: number) => void;

function makeProgram(terminal: Terminal, exit: Exit): Command {
  const program = new Command("podns")
    .description("The DNS names that Kubernetes manifests would get, and what the cluster's DNS would answer.")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(shownText(text)),
      writeErr: (text) => errLines(terminal, text),
      outputError: (text, write) => write(oneLine(text)),
    })
    .addHelpText(
      "after",
      `
PATH is a file, a directory or - (standard input); none: the current directory.

Names outside the cluster are asked only where --corefile forwards to a server that can be reached. Without --corefile
\`serve\` answers them with SERVFAIL, and \`nslookup\` says that nobody was asked; names that cannot exist anywhere (below
no top-level domain, private reverse zones) get NXDOMAIN.

Exit status: 0; for nslookup that of the program; for lint 1 when there is an error (or what --fail-on says), for diff 1 when a used
name vanishes, for render 1 when kustomize or helm
would fail; 2 when the command line is wrong or a PATH cannot be read.`,
    );
  program.commandsGroup("Commands:");
  addPods(program, terminal);
  addRecords(program, terminal);
  addNslookup(program, terminal, exit);
  addTimeline(program, terminal);
  addMap(program, terminal);
  addLint(program, terminal, exit);
  addDiff(program, terminal, exit);
  addRender(program, terminal, exit);
  addServe(program, terminal);
  addMcp(program, terminal, exit);
  addLsp(program);
  addManual(program, terminal);
  return program;
}

function command(program: Command, name: string, description: string): Command {
  return addCommonOptions(program.command(name).description(description));
}

/** A command that shows what environments make. */
function shown(program: Command, name: string, description: string): Command {
  return addEnvironmentOption(command(program, name, description));
}

const paths = (): Argument => new Argument("[path...]", "files, directories or - (standard input)");

function format(...choices: readonly string[]): Option {
  return new Option("--format <format>", "form of the output").choices([...choices]).default(choices[0]);
}

interface FormatOptions extends ChosenOptions {
  readonly format: string;
}

interface FormatAtOptions extends FormatOptions, AtOptions {}

/** Adds the flag of commands that show what environments make. */
function addEnvironmentOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--environment <name>",
      "an environment to show: values-prod.yaml, 'release shop in apps/prod', overlays/prod (repeatable; default: all, of a chart its own values)",
    ).argParser((text, before: readonly string[] | undefined) => [...(before ?? []), text]),
  );
}

/** Skips what has already been reported. */
function quiet(terminal: Terminal): Terminal {
  return { ...terminal, err: () => {} };
}

function addPods(program: Command, terminal: Terminal): void {
  addAtOptions(shown(program, "pods", "list the Pods that will exist, with all their names"))
    .addArgument(paths())
    .addOption(format("table", "json"))
    .action(async (given: readonly string[], options: FormatAtOptions) => {
      const { session, analysis, environments } = await openEnvironments(given, options, terminal);
      const rows = podRows(
        session,
        analysis,
        environmentsAt(session, analysis, environments, options),
        givingUp(terminal),
      );
      terminal.out(options.format === "json" ? shownJson(rows) : podTable(rows, terminal.look));
    });
}

function addRecords(program: Command, terminal: Terminal): void {
  addAtOptions(shown(program, "records", "list the DNS records that can be enumerated"))
    .addArgument(paths())
    .addOption(format("table", "json", "zone", "hosts"))
    .action(async (given: readonly string[], options: FormatAtOptions) => {
      const { session, analysis, environments } = await openEnvironments(given, options, terminal);
      const records = servedRecords(environmentsAt(session, analysis, environments, options), givingUp(terminal));
      if (options.format === "zone") terminal.out(zoneText(records));
      else if (options.format === "hosts") terminal.out(hostsText(records));
      else {
        const rows = records.map((served) => recordRow(session, analysis, served));
        terminal.out(options.format === "json" ? shownJson(rows) : recordTable(rows, terminal.look));
      }
    });
}

const fromHelp =
  "the Pod that asks, also as pod/NAME; a workload's name (or sts/NAME) means its first Pod (default: any Pod of the default namespace)";

interface NslookupFlags extends ChosenOptions, NslookupOptions {}

function addNslookup(program: Command, terminal: Terminal, exit: Exit): void {
  addAtOptions(shown(program, "nslookup", "print what nslookup would print in a Pod"))
    .argument("<name>", "the name as typed", typedName)
    .addArgument(paths())
    .option("--from <[namespace/]pod>", fromHelp)
    .addOption(new Option("--type <type>", "record type (default: A, then AAAA)").argParser(recordType))
    .addOption(
      new Option("--as <client>", "the program that asks (default: the nslookup of the Pod's image)").choices([
        ...clientIds,
      ]),
    )
    .addOption(
      new Option(
        "--server <ip>",
        "the DNS server named behind the name (changes what clients search and print)",
      ).argParser(typedName),
    )
    .option("--resolv-conf <file>", "replaces the Pod's own resolv.conf")
    .option("--json", "print the simulation as JSON")
    .option("--explain", "say why, for each question that was asked")
    .addOption(
      new Option("--asked-at <duration>", "the same was asked then, which warmed the caches (repeatable)").argParser(
        (text, before: readonly number[] | undefined) => [...(before ?? []), duration(text)],
      ),
    )
    .addOption(clientCacheOption())
    .action(async (name: string, given: readonly string[], options: NslookupFlags) => {
      const { session, analysis, environments } = await openEnvironments(given, options, terminal);
      exit(await nslookup(session, analysis, environments, name, options, upstreamFor(options, terminal)));
    });
}

function clientCacheOption(): Option {
  return new Option(
    "--client-cache <name>",
    "what the program itself keeps (default: as the scenario says, else none)",
  ).choices([...clientCacheNames]);
}

interface TimelineFlags extends ChosenOptions, TimelineOptions {}

function addTimeline(program: Command, terminal: Terminal): void {
  addScenarioOptions(
    shown(program, "timeline", "show when the answer for a name changes, which cache holds it, and what breaks"),
  )
    .argument("<name>", "the name as typed", typedName)
    .addArgument(paths())
    .option("--from <[namespace/]pod>", fromHelp)
    .addOption(new Option("--type <type>", "record type (default: A, then AAAA)").argParser(recordType))
    .addOption(new Option("--as <client>", "the program that asks").choices([...clientIds]))
    .addOption(clientCacheOption())
    .addOption(new Option("--every <duration>", "how often the client asks").argParser(duration).default(1, "1s"))
    .addOption(
      new Option("--until <duration>", "when the timeline ends (default: when every answer is up to date)").argParser(
        duration,
      ),
    )
    .addOption(format("table", "json"))
    .addHelpText("after", timelineHelp)
    .action(async (name: string, given: readonly string[], options: TimelineFlags) => {
      const { session, analysis, environments } = await openEnvironments(given, options, terminal);
      timeline(session, analysis, { name, environments, options });
    });
}

interface MapFlags extends ChosenOptions {
  readonly format: MapFormat;
}

function addMap(program: Command, terminal: Terminal): void {
  shown(
    program,
    "map",
    "draw who talks to whom by name, and which names resolve, fail, leave the cluster or are blocked",
  )
    .addArgument(paths())
    .addOption(format(...mapFormats))
    .addHelpText("after", mapHelp)
    .action(async (given: readonly string[], options: MapFlags) => {
      const opened = await openEnvironments(given, options, terminal);
      terminal.out(await mapText(opened, options.format, givingUp(terminal)));
    });
}

/** What a client would print as it is. */
function typedName(text: string): string {
  if (!isVisible(text)) throw new InvalidArgumentError("A name has no control characters.");
  return text;
}

function recordType(text: string): string {
  if (typeNumber(text) === undefined) throw new InvalidArgumentError(`'${text}' is not a record type.`);
  return text.toUpperCase();
}

/** Only a given Corefile names the servers to ask from this machine; one in the manifests belongs to the cluster. */
function upstreamFor(options: CommonOptions, terminal: Terminal): Upstream | undefined {
  if (options.corefile === undefined) return undefined;
  return createUpstream({ onProblem: (message) => terminal.err(`podns: ${message}\n`) });
}

function addLint(program: Command, terminal: Terminal, exit: Exit): void {
  addLintOptions(command(program, "lint", "report what is wrong with names; exit status 1 for errors (see --fail-on)"))
    .addArgument(paths())
    .action(async (given: readonly string[], options: LintOptions) => {
      const paths = pathsToLint(given, options);
      const session = await open(paths, options, terminal);
      await prepareLint(session, options);
      exit(await lint({ session, paths, options, settings: settingsFor(options, quiet(terminal)) }));
    });
}

function addDiff(program: Command, terminal: Terminal, exit: Exit): void {
  const description =
    "show which names appear, vanish or change between A and B, and who uses them; exit status 1 when a used name vanishes";
  addDiffOptions(command(program, "diff", description)).action(async (paths: readonly string[], options: DiffOptions) =>
    exit(await diff({ paths, options, terminal })),
  );
}

function addMcp(program: Command, terminal: Terminal, exit: Exit): void {
  const description =
    "serve tools for models (Model Context Protocol) on standard input and output, until it is closed";
  addMcpOptions(command(program, "mcp", description)).action(async (roots: readonly string[], options: McpOptions) =>
    exit(await mcp(roots, options, terminal)),
  );
}

/** The transport reads the same arguments (hosts/node/transport.ts), and ends the process with the connection. */
function addLsp(program: Command): void {
  program
    .command("lsp")
    .description("be the language server of an editor, until it closes the connection")
    .option("--stdio", "speak over standard input and output (the default)")
    .option("--socket <port>", "connect to this port of the machine itself")
    .option("--pipe <name>", "connect to this pipe or Unix socket")
    .addHelpText("after", lspHelp)
    .action(async ({ socket, pipe }: { readonly socket?: string; readonly pipe?: string }) => {
      if (socket === undefined && pipe === undefined) process.argv.push("--stdio");
      await import("../node/main.ts");
      await new Promise(() => {});
    });
}

const lspHelp = `
Nothing else is written to standard output. How Neovim, Helix, Zed, Emacs, JetBrains' and Sublime's editors start it: docs/editors.md.`;

function addManual(program: Command, terminal: Terminal): void {
  program
    .command("completion")
    .description("print the completions of a shell: source <(podns completion bash)")
    .addArgument(new Argument("<shell>", "the shell").choices([...shells]))
    .action((shell: Shell) => terminal.out(shownText(completionScript(program, shell))));
  program
    .command("man")
    .description("print the manual page, in roff")
    .action(() => terminal.out(shownText(manPage(program, version()))));
}

interface RenderOptions extends CommonOptions, ChartRenderFlags {}

function addRender(program: Command, terminal: Terminal, exit: Exit): void {
  addChartOptions(command(program, "render", renderDescription))
    .argument("[path]", "the folder of a kustomization or chart, or a packed chart; none: the current directory", ".")
    .addOption(format("yaml", "json"))
    .option("--origins", "say where each value is written (of a kustomization: those that bear on DNS)")
    .addHelpText("after", renderHelp)
    .action(async (given: string, options: RenderOptions) => {
      const { text, problems, status } = await rendering(given, options, terminal);
      for (const line of problems) terminal.err(line);
      terminal.out(text);
      exit(status);
    });
}

const renderDescription =
  "print what a kustomization or chart makes, as `kustomize build` and `helm template` do; exit status 1 when it fails";

const renderHelp = `
Nothing is fetched and no program is run, unless --helm asks the program helm for a chart. What would have to be fetched
(remote bases, plug-ins, charts of a kustomization, dependencies of a chart that are not in charts/) leaves the result
open, which is said on standard error and does not change the exit status.
--namespace is the release's namespace of a chart and adds nothing to objects. A values file is any file; one that is not
in the current directory may be named as it stands beside Chart.yaml or in ci/.
JSON: {"objects": […], "open": [reasons], "error": null or text}; with --origins also "origins", for each object a map from
path to file, line and column; of a chart with the key in the values file, and with the template that printed the value.`;

async function rendering(given: string, options: RenderOptions, terminal: Terminal): Promise<Rendered> {
  const openFolder = () => openSession([given], settingsFor(options, terminal), options.snapshot === true, terminal);
  const path = localPaths.resolve(terminal.cwd, given);
  if (isChartAt(path) && !isKustomizationAt(path)) {
    const flags = { ...options, ...(await versionAt(path, options, terminal)) };
    if (options.helm === true) return renderWithHelm(path, flags, terminal, openFolder);
    return renderChartAt(path, flags, terminal);
  }
  const session = await openFolder();
  const [folder] = session.sources.folders;
  if (folder === undefined) throw new UsageError(`'${given}' is neither a directory nor a packed chart`);
  return renderFolder(session, session.workspace.analysis, folder, options);
}

/** The release of Kubernetes that a chart sees: the flag as helm reads it, else what `.podns.yaml` says, else helm's own. */
async function versionAt(
  chart: string,
  { kubeVersion }: RenderOptions,
  terminal: Terminal,
): Promise<Pick<RenderOptions, "kubeVersion">> {
  if (kubeVersion !== undefined) return {};
  const folder = statsOf(chart)?.isDirectory() === true ? chart : localPaths.resolve(chart, "..");
  const said = chartVersion(await settingsAt(folder, settingsWith({}, undefined), terminal));
  return said === undefined ? {} : { kubeVersion: said };
}

interface ServeFlags extends ChosenOptions, ScenarioOptions {
  readonly speed: number;
  readonly listen: { readonly host: string; readonly port: number };
}

function addServe(program: Command, terminal: Terminal): void {
  const serving = command(program, "serve", "answer as the cluster's DNS server, on UDP and TCP, until interrupted");
  addScenarioOptions(addEnvironmentOption(serving))
    .addArgument(paths())
    .addOption(
      new Option("--listen <address:port>", "where to listen; port 0: any")
        .argParser(listenAddress)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--server-search <list>", "search list of the server's own resolv.conf (autopath)").argParser(domains),
    )
    .addOption(
      new Option("--speed <factor>", "seconds of the scenario in a second; TTLs count down as fast")
        .argParser(speed)
        .default(1),
    )
    .addHelpText("after", `\n${limitsHelp()}`)
    .action(async (given: readonly string[], options: ServeFlags) => {
      const { session, charts } = await openToFollow(given, options, terminal);
      const scenario = openScenario(options, terminal);
      const serving = await serve({
        session,
        // The path of the bundle. Tests import this file, and do not serve.
        program: __filename,
        ...options.listen,
        options,
        corefile: options.corefile,
        ...{ charts, scenario, lookAtScenario: makeScenarioFollower(options, terminal, scenario) },
        speed: options.speed,
        settingsWith: (corefile) => settingsWith(options, corefile),
      });
      const { host } = options.listen;
      const shown = host.includes(":") ? `[${host}]` : host;
      terminal.out(shownLines([`listening on ${shown}:${serving.port}`]));
      try {
        await Promise.race([interrupted(), serving.ended]);
      } finally {
        await serving.stop();
      }
    });
}

function speed(text: string): number {
  const factor = Number(text);
  if (!(factor > 0 && Number.isFinite(factor))) throw new InvalidArgumentError("It is a number above 0.");
  return factor;
}

function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const endpoint = parseEndpoint(text.replace(/^localhost(?=:|$)/, "127.0.0.1"), 53);
  if (endpoint === undefined) throw new InvalidArgumentError("It is an address and a port, e.g. 127.0.0.1:5353.");
  return endpoint;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
