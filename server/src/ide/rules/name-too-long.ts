/** Reports StatefulSet names that the API server accepts but that leave the set without Pods. */
import { isFinal, isJudged } from "./evidence/reach.ts";
import type { Finding, Rule } from "./run/rule.ts";

/** Labels and host names have at most 63 characters (RFC 1123; k8s.io/apimachinery util/validation). */
const labelLimit = 63;
/** `-` and the revision's hash of at most 10 characters follow the set's name in `controller-revision-hash`. */
const certain = labelLimit - 11;
/**
 * A hash seldom has fewer than 9 characters, so that 53 fits for some templates and 54 for few; from here on it never
 * fits.
 */
const never = 55;

export const nameTooLong: Rule = {
  id: "name-too-long",
  severity: "warning",
  needs: "document",
  why: "The API server accepts StatefulSet names of up to 63 characters, but each Pod carries the label controller-revision-hash `<set>-<hash>`, which has the same limit: from 53 characters on the Pods may be refused, and none of the set's names exists.",
  bad: `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: a-name-that-describes-the-whole-team-and-its-application-db
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning: every Pod is refused, and none of their names exists: the name has 59 characters, so that the label controller-revision-hash of the Pods exceeds 63; use at most 52 (name-too-long)
spec:
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
`,
  good: `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: team-application-db
spec:
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: db
`,
  *check({ declaration, environment }): Iterable<Finding> {
    const { object } = declaration;
    if (object.kind !== "StatefulSet" || object.template === undefined || !isJudged(declaration)) return;
    const { name } = object.meta;
    if (name.length <= certain || !isFinal(environment, declaration)) return;
    yield {
      at: { declaration, path: ["metadata", "name"] },
      severity: name.length > labelLimit ? "error" : "warning",
      message: describe(name),
    };
  },
};

function describe(name: string): string {
  const length = `the name has ${name.length} characters`;
  if (name.length > labelLimit) return `the API server refuses the object: ${length}, more than 63`;
  if (name.length >= never) {
    return `every Pod is refused, and none of their names exists: ${length}, so that the label controller-revision-hash of the Pods exceeds 63; use at most 52`;
  }
  return `every Pod may be refused, and then none of their names exists: ${length}, and with the hash of a revision the label controller-revision-hash of the Pods may exceed 63; use at most 52`;
}
