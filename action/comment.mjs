/** Writes the one comment on a pull request, and edits it in place the next time. */

/** Tells the comment from all others; it shows nowhere. */
const marker = "<!-- podns: this comment is edited in place -->";
/** Characters of a comment at most: GitHub takes 65536. */
const longest = 60_000;
/** Findings and places that are listed. */
const most = { findings: 20, places: 5 };

/** Text as code: nothing in it is markup, a link or a mention. */
const code = (text) =>
  `\`${String(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, " ")
    .replaceAll("`", "'")}\``;

/**
 * @param {readonly object[]} results of a SARIF report
 * @param {readonly object[] | undefined} environments of `podns diff --format json`; undefined: not compared
 * @returns {{ body: string, isQuiet: boolean }} quiet: there is nothing that a person must hear of
 */
export function commentText(results, environments) {
  const changes = (environments ?? []).flatMap(changeLines);
  const names =
    environments === undefined
      ? []
      : ["### DNS names", "", ...(changes.length === 0 ? ["No name appears, vanishes or changes."] : changes), ""];
  const findings = results.slice(0, most.findings).map(findingLine);
  const more = results.length > findings.length ? [`- … and ${results.length - findings.length} more`] : [];
  const lines = [
    marker,
    "## PodNS",
    "",
    ...names,
    "### Findings",
    "",
    ...(findings.length === 0 ? ["No findings."] : [...findings, ...more]),
  ];
  return { body: cut(lines), isQuiet: changes.length === 0 && results.length === 0 };
}

/** Whole lines only: half a code span would make markup of what follows. */
function cut(lines) {
  let length = 0;
  const kept = lines.filter((line) => {
    length += line.length + 1;
    return length <= longest;
  });
  return kept.length === lines.length ? kept.join("\n") : `${kept.join("\n")}\n\n… shortened.`;
}

function changeLines({ name, added, removed, changed }) {
  const places = (usedBy) => {
    const named = usedBy.slice(0, most.places).map(({ file, line }) => code(`${file}:${line}`));
    return `${named.join(", ")}${usedBy.length > most.places ? ` and ${usedBy.length - most.places} more` : ""}`;
  };
  const lines = [
    ...removed.map(
      (one) =>
        `- removes ${code(one.name)} (${code(one.object)})${one.usedBy.length === 0 ? "" : `: still used in ${places(one.usedBy)}`}`,
    ),
    ...changed.map(
      (one) =>
        `- changes ${code(one.name)}: ${code(one.before)} → ${code(one.after)}${one.usedBy.length === 0 ? "" : `: used in ${places(one.usedBy)}`}`,
    ),
    ...added.map((one) => `- adds ${code(one.name)} (${code(one.object)})`),
  ];
  return lines.length === 0 ? [] : [`In ${code(name)}:`, "", ...lines, ""];
}

function findingLine({ ruleId, level, message, locations }) {
  const { artifactLocation, region } = locations[0].physicalLocation;
  return `- ${level} ${code(`${decodeURIComponent(artifactLocation.uri)}:${region.startLine}`)} ${code(message.text)} (${code(ruleId)})`;
}

/**
 * Edits the comment, or makes it. One that would say nothing is not made, but one that is there says so. What the API cannot do
 * for the moment is tried again: the comment is looked for anew, since a request that failed may have made it.
 * @param {{ body: string, isQuiet: boolean }} text
 * @param {{ api: string, repository: string, number: number, token: string }} where
 * @throws {Error} what the API says
 */
export async function writeComment(text, where) {
  for (let attempt = 1; ; attempt++) {
    try {
      await writeOnce(text, where);
      return;
    } catch (error) {
      if (attempt === attempts || !(error instanceof Unavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, (error.seconds ?? attempt * 2) * 1000));
    }
  }
}

const attempts = 3;
/** Longer waits than this are not worth the minutes of a job. */
const longestWait = 60;

/** The API cannot answer for the moment. */
class Unavailable extends Error {
  /** Seconds to wait; undefined: the API does not say. */
  seconds;
}

async function writeOnce({ body, isQuiet }, { api, repository, number, token }) {
  const root = api.replace(/\/$/, "");
  const issues = `${root}/repos/${repository}/issues`;
  const ask = (method, url, content) => request(method, url, token, content);
  const own = await ownComment(ask, `${issues}/${number}/comments`, `${root}/user`);
  if (own === undefined && isQuiet) return;
  if (own === undefined) await ask("POST", `${issues}/${number}/comments`, { body });
  else if (own.body !== body) await ask("PATCH", `${issues}/comments/${own.id}`, { body });
}

/** @throws {Unavailable | Error} */
async function request(method, url, token, content) {
  const shown = `${method} ${new URL(url).pathname}`;
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "podns",
      },
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) return await response.json();
  } catch (error) {
    throw new Unavailable(`${shown}: ${error.cause?.message ?? error.message}`);
  }
  const message = `${shown}: ${response.status} ${response.statusText}`;
  const wait = waitFor(response);
  if (wait === undefined || wait > longestWait) throw new Error(message);
  throw Object.assign(new Unavailable(message), { seconds: Number.isNaN(wait) ? undefined : wait });
}

/**
 * Seconds until a request may be sent again; undefined where that would not help (docs.github.com, "Rate limits for the REST API").
 * NaN: the API does not say.
 */
function waitFor({ status, headers }) {
  const isLimited =
    status === 429 || (status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0"));
  if (!isLimited && status < 500) return undefined;
  if (headers.has("retry-after")) return Number(headers.get("retry-after"));
  const reset = isLimited ? Number(headers.get("x-ratelimit-reset") ?? Number.NaN) : Number.NaN;
  return Math.max(0, reset - Date.now() / 1000);
}

/** Pages of comments that are looked through. */
const mostPages = 50;

/** Only what this token's owner wrote: a person may quote the mark. The owner of a job's token is a program, and cannot be asked for. */
async function ownComment(ask, url, user) {
  const persons = [];
  for (let page = 1; page <= mostPages; page++) {
    const comments = await ask("GET", `${url}?per_page=100&page=${page}`);
    const marked = comments.filter(({ body }) => body?.startsWith(marker));
    const found = marked.find((one) => (one.user?.type ?? "Bot") === "Bot");
    if (found !== undefined) return found;
    persons.push(...marked);
    if (comments.length < 100) break;
  }
  if (persons.length === 0) return undefined;
  const login = await ask("GET", user).then(
    (owner) => owner?.login,
    (error) => {
      if (error instanceof Unavailable) throw error;
      return undefined;
    },
  );
  return login === undefined ? undefined : persons.find((one) => one.user?.login === login);
}
