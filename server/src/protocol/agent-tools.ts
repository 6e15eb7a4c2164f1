/** Describes the tools that models call, in the words that they read: name, description, form of the arguments. */

/** A field of the arguments, in JSON Schema. */
type ArgumentSchema =
  | { readonly type: "string"; readonly description: string; readonly enum?: readonly string[] }
  | { readonly type: "integer"; readonly description: string; readonly minimum: number }
  | { readonly type: "array"; readonly description: string; readonly items: object };

export interface AgentTool {
  readonly name:
    | "resolve"
    | "explain_failure"
    | "list_names"
    | "find_users"
    | "map_names"
    | "lint"
    | "diff"
    | "what_if";
  /** For people. */
  readonly title: string;
  /** For models. */
  readonly description: string;
  readonly properties: Readonly<Record<string, ArgumentSchema>>;
  readonly required: readonly string[];
}

const path = {
  type: "string",
  description:
    "Folder or file to look at, relative to the root or the repository; default: everything below the root. Name the folder of a kustomization to see only its own objects.",
} as const;
const environment = {
  type: "string",
  description: "Only this environment (a set of manifests applied together), as other answers name it; default: all.",
} as const;
const from = {
  type: "string",
  description:
    "The Pod that asks: POD, NAMESPACE/POD, or the name of a workload, whose first Pod is meant. Its namespace decides what short names mean. Default: a Pod of the default namespace.",
} as const;
const name = (what: string) => ({ type: "string", description: what }) as const;
const limit = { type: "integer", description: "How many lines to answer at most; default 50.", minimum: 1 } as const;

/** The tools in the order in which they are listed. */
export const agentTools: readonly AgentTool[] = [
  {
    name: "resolve",
    title: "Resolve a DNS Name",
    description:
      "Answers what a DNS name resolves to inside the Kubernetes cluster that the manifests of this repository would make, as the given Pod would see it: records, the question that was answered, and the manifest lines behind it. Use it to check a host name before you write it into a manifest. Nothing is deployed and no network is used; addresses that no manifest gives are made up.",
    properties: {
      name: name("The name as a program would use it: db, db.shop, db-0.db.shop.svc.cluster.local."),
      from,
      type: name("Record type, such as A, AAAA, SRV, CNAME or PTR; default: A, then AAAA."),
      path,
      environment,
    },
    required: ["name"],
  },
  {
    name: "explain_failure",
    title: "Explain Why a Name Does Not Resolve",
    description:
      "Explains why a DNS name does not resolve in the cluster: each question that was asked with its outcome and reason, what was probably meant, and the manifest lines to change. Use it for NXDOMAIN, 'name or service not known' and 'could not resolve host'.",
    properties: { name: name("The name that fails, as the program uses it."), from, path, environment },
    required: ["name"],
  },
  {
    name: "list_names",
    title: "List DNS Names",
    description:
      "Lists the DNS names that the manifests make (Services, Pods of StatefulSets, named ports), each with what it is and the object behind it. Use it to find the right name. Narrow it with `filter`.",
    properties: { filter: name("Only names or objects that contain this text."), path, environment, limit },
    required: [],
  },
  {
    name: "find_users",
    title: "Find Who Uses a Name",
    description:
      "Finds the manifest lines whose programs would ask for a DNS name: environment variables, arguments, configuration files, Ingresses. Use it before you rename, move or scale down something.",
    properties: {
      name: name(
        "A complete name, or its beginning: db-2.db.shop.svc.cluster.local; db, db.shop for a Service and its Pods.",
      ),
      path,
      environment,
      limit,
    },
    required: ["name"],
  },
  {
    name: "map_names",
    title: "Map Who Talks to Whom",
    description:
      "Lists who talks to whom by name in the manifests: each workload with the names that it uses and what they lead to, one line for each pair, and whether the name resolves, fails, leaves the cluster or is blocked because no NetworkPolicy lets DNS questions out. Use it to understand an application, or to find everything that breaks. Narrow it with `filter`, `namespace` or `state`.",
    properties: {
      filter: name("Only objects and names with this text, and what they lead to or are asked by."),
      namespace: name("Only what is in this namespace, and what it leads to or is asked by."),
      state: {
        type: "string",
        description: "Only names that do this; default: all.",
        enum: ["resolves", "fails", "outside", "blocked"],
      },
      path,
      environment,
      limit,
    },
    required: [],
  },
  {
    name: "lint",
    title: "Lint Manifests",
    description:
      "Reports what is wrong with names in the manifests: names that do not resolve, objects that the API server refuses, selectors that match nothing. Each finding has its place, its rule and the titles of quick fixes. Use it after you have changed manifests.",
    properties: {
      path,
      severity: {
        type: "string",
        description: "Only findings that are at least so severe; default: information.",
        enum: ["error", "warning", "information", "hint"],
      },
      limit,
    },
    required: [],
  },
  {
    name: "diff",
    title: "Compare Names",
    description:
      "Compares the DNS names of two states: which appear, vanish or change their kind or IP families, and which lines still use them. Give `git` (main..HEAD; main: against the files as they are) or `a` and `b`.",
    properties: {
      git: name(
        "Revisions of git: A..B, A...B (from the last common commit), or one, which is compared with the files.",
      ),
      a: name("Folder, file or environment before."),
      b: name("Folder, file or environment after."),
      limit,
    },
    required: [],
  },
  {
    name: "what_if",
    title: "Try a Change of Manifests",
    description:
      "Tries a change without writing it: give the complete new text of files, and see which names appear, vanish or change, which findings are new and which are gone. With `name`, the name is resolved in the changed cluster. Use it before you write a change.",
    properties: {
      changes: {
        type: "array",
        description: "The files that change.",
        items: {
          type: "object",
          required: ["path", "text"],
          properties: {
            path: { type: "string", description: "The file, relative to the root or the repository; it may be new." },
            text: { type: ["string", "null"], description: "Its complete new text; null: it is deleted." },
          },
        },
      },
      name: name("A name to resolve afterwards."),
      from,
      environment,
      limit,
    },
    required: ["changes"],
  },
];

/** The form of a tool's arguments, in JSON Schema. */
export function inputSchema({ properties, required }: AgentTool): {
  readonly type: "object";
  readonly properties: Readonly<Record<string, object>>;
  readonly required: string[];
} {
  return { type: "object", properties, required: [...required] };
}
