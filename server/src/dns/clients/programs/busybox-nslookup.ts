/** Simulates BusyBox's own nslookup (networking/nslookup.c since 1.29): no ndots, all candidates at once, no TCP. */

import { addAll } from "../../../base/long-lists.ts";
import { formatData, type ResourceRecord } from "../../data/record.ts";
import { reverseName } from "../../server/address.ts";
import type { Reply } from "../../server/response.ts";
import { absolute, type Candidate, type ClientRun, type Got } from "../client-run.ts";
import { fitting } from "../message-size.ts";
import type { Typed } from "../simulation.ts";
import { outside, type Printed } from "./printed.ts";

/** What differs between the releases. */
export interface Release {
  /** 1.30 and later walk the search list for names without a dot. */
  readonly search: boolean;
  /** 1.31 and later exit with 1 after any error. */
  readonly failsOnError: boolean;
}

export function busyboxNslookup(session: ClientRun, typed: Typed, release: Release): Printed {
  const server = typed.server ?? session.conf.nameservers[0] ?? "127.0.0.1";
  const reversed = typed.type === undefined ? reverseName(typed.name) : undefined;
  const names: readonly Candidate[] =
    reversed === undefined ? candidates(session, typed, release) : [{ name: reversed, origin: { kind: "reverse" } }];
  const types = reversed !== undefined ? ["PTR"] : typed.type === undefined ? ["A", "AAAA"] : [typed.type];
  let text = `Server:\t\t${server}\nAddress:\t${server}:53\n\n`;
  let error = false;
  let answered = false;
  for (const type of types) {
    for (const { name, origin } of names) {
      const got = session.ask(name, type, origin, server);
      if (got.kind === "outside") return outside(text);
      if (got.kind === "timeout") continue;
      answered = true;
      error ||= got.rcode !== "NOERROR";
      text += `${reply(session, got, shownAsTyped(name, typed.name), { name, type })}\n`;
    }
  }
  if (!answered) {
    return {
      stdout: ";; connection timed out; no servers could be reached\n\n",
      stderr: "",
      exitCode: 1,
      outcome: "timeout",
    };
  }
  return { stdout: text, stderr: "", exitCode: error && release.failsOnError ? 1 : 0, outcome: outcomeOf(session) };
}

/** A name with a dot, or one asked of a server that was typed, is asked as it is. */
function candidates(session: ClientRun, { name, server }: Typed, release: Release): readonly Candidate[] {
  const { search } = session.conf;
  if (!release.search || name.includes(".") || server !== undefined || search.length === 0) {
    return [{ name: absolute(name), origin: { kind: "as-is", because: name.endsWith(".") ? "final-dot" : "client" } }];
  }
  return search.map((domain, index) => ({ name: `${name}.${domain}.`, origin: { kind: "search", index, domain } }));
}

/** A trailing dot that was typed is printed back. */
function shownAsTyped(name: string, typed: string): string {
  return typed.endsWith(".") && name === typed ? name : name.replace(/\.$/, "");
}

function reply(
  session: ClientRun,
  got: Reply,
  name: string,
  question: { readonly name: string; readonly type: string },
): string {
  if (got.rcode !== "NOERROR") return `** server can't find ${name}: ${got.rcode}\n`;
  const answer = got.answer.slice(0, fitting(got, question, 512));
  addAll(session.records, answer);
  const lines = answer.map(({ record }) => line(record)).join("");
  // The line does not depend on whether anything stands below it.
  return got.authoritative ? lines : `Non-authoritative answer:\n${lines}`;
}

function line({ name, data }: ResourceRecord): string {
  const owner = name.replace(/\.$/, "");
  const bare = (target: string): string => target.replace(/\.$/, "");
  switch (data.type) {
    case "A":
    case "AAAA":
      return `Name:\t${owner}\nAddress: ${data.address}\n`;
    case "CNAME":
      return `${owner}\tcanonical name = ${bare(data.target)}\n`;
    case "PTR":
      return `${owner}\tname = ${bare(data.target)}\n`;
    case "NS":
      return `${owner}\tnameserver = ${bare(data.target)}\n`;
    case "SRV":
      return `${owner}\tservice = ${bare(formatData(data))}\n`;
    case "TXT":
      return `${owner}\ttext = ${formatData(data)}\n`;
    case "MX":
      return `${owner}\tmail exchanger = ${bare(formatData(data))}\n`;
    case "SOA":
      return `${owner}\n\torigin = ${bare(data.mname)}\n\tmail addr = ${bare(data.rname)}\n\tserial = ${data.serial}\n\trefresh = ${data.refresh}\n\tretry = ${data.retry}\n\texpire = ${data.expire}\n\tminimum = ${data.minimum}\n`;
  }
}

function outcomeOf(session: ClientRun): Printed["outcome"] {
  if (session.records.some(({ record }) => record.data.type !== "CNAME")) return "resolved";
  const rcodes = session.steps.map(({ response }): Got["kind"] | string =>
    response.kind === "reply" ? response.rcode : response.kind,
  );
  if (rcodes.includes("NOERROR")) return "nodata";
  return rcodes.includes("NXDOMAIN") ? "nxdomain" : "servfail";
}
