/** Receives the settings: the server asks a client that can be asked, and otherwise takes them as they are sent. */
import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  MessageType,
  type ShowMessageParams,
} from "vscode-languageserver";
import { readSettings, type Settings } from "../../workspace/settings/settings.ts";
import { named, readInitializationOptions, section, unknownSettings } from "./initialization-options.ts";
import { logError } from "./log.ts";
import { brief } from "./shapes.ts";

export interface Configuration {
  /** Pulls the settings, where that can be done. Never rejects. */
  readonly pull: () => Promise<void>;
  /** Registers for changes; call once the client is initialized. */
  readonly listen: () => Promise<void>;
}

/** @param apply the new settings; wrong values are reported to the person once, and their defaults used */
export function configuration(
  connection: Connection,
  { capabilities, initializationOptions }: Pick<InitializeParams, "capabilities" | "initializationOptions">,
  apply: (settings: Settings) => void,
): Configuration {
  /** The last message, by method: the same message is not sent twice in a row. */
  const told = new Map<string, string>();
  const tell = (method: "window/showMessage" | "window/logMessage", texts: readonly string[]): void => {
    const text = texts.join("; ");
    if (text !== "" && text !== told.get(method)) {
      const message: ShowMessageParams = { type: MessageType.Warning, message: `PodNS: ${text}` };
      // The client is gone.
      connection.sendNotification(method, message).catch(() => undefined);
    }
    told.set(method, text);
  };
  const tellUnused = (what: string, names: readonly string[]): void =>
    tell("window/logMessage", names.length === 0 ? [] : [`${what} that nothing reads: ${names.join(", ")}`]);
  const take = (value: unknown): void => {
    const { settings, problems } = readSettings(value);
    apply(settings);
    tell("window/showMessage", [...noSettings(value), ...problems.map(({ message }) => message)]);
    tellUnused("settings", named(unknownSettings(value)));
  };
  const canPull = capabilities.workspace?.configuration === true;
  const pull = async (): Promise<void> => {
    if (!canPull) return;
    try {
      take(await connection.workspace.getConfiguration(section));
    } catch (error) {
      logError(connection, "settings", error);
    }
  };
  connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
    if (canPull) void pull();
    else take(sectionOf(settings));
  });
  return {
    pull: async () => {
      const { settings, wrong, unused } = readInitializationOptions(initializationOptions, canPull);
      tell("window/showMessage", wrong);
      tellUnused("initialization options", unused);
      if (canPull) await pull();
      else if (settings !== undefined) take(settings);
    },
    listen: async () => {
      if (!canRegister(capabilities)) return;
      await connection.client.register(DidChangeConfigurationNotification.type, { section });
    },
  };
}

function canRegister(capabilities: ClientCapabilities): boolean {
  return capabilities.workspace?.didChangeConfiguration?.dynamicRegistration === true;
}

/** What is wrong with settings that are not an object. */
function noSettings(value: unknown): readonly string[] {
  const isSettings = value === undefined || value === null || (typeof value === "object" && !Array.isArray(value));
  return isSettings ? [] : [`'${section}' must be an object, not ${brief(value)}; the defaults are used`];
}

/** Settings come with their section around them, or without. */
function sectionOf(value: unknown): unknown {
  const inner = typeof value === "object" && value !== null ? Reflect.get(value, section) : undefined;
  return inner === undefined ? value : inner;
}
