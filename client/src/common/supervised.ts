/** Tells the person about a server that hangs, and brings the supervisor and the language client together. */
import { commands, l10n, window, workspace } from "vscode";
import type { BaseLanguageClient, ErrorHandler } from "vscode-languageclient";
import { type Supervisor, supervise } from "./supervise.ts";
import { type ServerHealth, wordsOf } from "./watchdog.ts";

/**
 * @param client asked for when it is there: it is made with the supervisor's options
 * @param isDebugged whether somebody debugs the server; builds with source maps are made for nothing else
 */
export function superviseClient(client: () => BaseLanguageClient, isDebugged: () => boolean): Supervisor {
  let crashes: ErrorHandler | undefined;
  return supervise({
    isDebugged: () => process.env.NODE_ENV !== "production" || isDebugged(),
    hangs: (verdict) => tell(client(), verdict),
    otherwise: () => {
      crashes ??= client().createDefaultErrorHandler();
      return crashes;
    },
  });
}

/** The person chooses in their own time: nothing waits for it. */
function tell(client: BaseLanguageClient, verdict: Exclude<ServerHealth, { readonly kind: "fine" }>): void {
  const path = (uri: string): string => workspace.asRelativePath(client.protocol2CodeConverter.asUri(uri));
  const showLog = l10n.t("Show Log");
  const reload = l10n.t("Reload Window");
  const words = wordsOf(verdict, path);
  client.outputChannel.error(`${words} (requests that wait: ${verdict.silence.waiting})`);
  const shown =
    verdict.kind === "restart"
      ? window.showWarningMessage(`PodNS: ${words}`, showLog)
      : window.showErrorMessage(`PodNS: ${words}`, showLog, reload);
  shown.then((chosen) => {
    if (chosen === showLog) client.outputChannel.show();
    if (chosen === reload) return commands.executeCommand("workbench.action.reloadWindow");
    return undefined;
  });
}
