/** Knows how settings reach the server: pulled where the client can be asked, else taken as they are sent. */
import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  MessageType,
  type ShowMessageParams,
} from "vscode-languageserver";
import { readSettings, type Settings } from "../analysis/settings.ts";
import { logError } from "./log.ts";

const section = "podns";

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
  let told = "";
  const take = (value: unknown): void => {
    const { settings, problems } = readSettings(value);
    apply(settings);
    const text = problems.map(({ message }) => message).join("; ");
    if (text !== "" && text !== told) {
      const message: ShowMessageParams = { type: MessageType.Warning, message: `PodNS: ${text}` };
      // A client that is gone has nobody to tell.
      connection.sendNotification("window/showMessage", message).catch(() => undefined);
    }
    told = text;
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
      if (canPull) await pull();
      else if (initializationOptions !== undefined) take(sectionOf(initializationOptions));
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

/** Settings come with their section around them, or without. */
function sectionOf(value: unknown): unknown {
  const inner = typeof value === "object" && value !== null ? Reflect.get(value, section) : undefined;
  return inner === undefined ? value : inner;
}
