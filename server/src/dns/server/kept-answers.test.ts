import { expect, test } from "vitest";
import { namespace, pod, serverOf, service } from "../../../../test/conformance/coredns-ask.ts";
import { keptAnswers } from "./kept-answers.ts";
import type { Outside } from "./response.ts";
import { answer } from "./server.ts";

const objects = [namespace("default"), service("web", ["10.96.0.20"], [":80"]), pod("client", ["10.244.1.9"])];
const failing: Outside = () => "unreachable";

test("the same question is answered once for all askers, and as the server answers it", () => {
  let asked = 0;
  const outside: Outside = () => {
    asked++;
    return "unreachable";
  };
  const server = serverOf(objects, ".:53 {\n  kubernetes cluster.local\n  forward . 1.1.1.1\n}\n");
  const answers = keptAnswers(server, outside);
  for (const name of ["web.default.svc.cluster.local.", "nothing.default.svc.cluster.local.", "example.com."]) {
    const question = { name, type: "A" };
    const first = answers(question, { address: "10.244.1.9" });
    expect(first).toEqual(answer(server, question, failing, { address: "10.244.1.9" }));
    expect(answers(question, {})).toBe(first);
    expect(answers({ name, type: "AAAA" }, {})).toEqual(answer(server, { name, type: "AAAA" }, failing));
  }
  expect(asked).toBe(2);
});

test("where the server looks at who asks, each asker has an answer of its own", () => {
  const server = serverOf(
    objects,
    ".:53 {\n  kubernetes cluster.local {\n    pods verified\n  }\n  autopath @kubernetes\n}\n",
  );
  const answers = keptAnswers(server, failing);
  const question = { name: "web.default.svc.cluster.local.default.svc.cluster.local.", type: "A" };
  const client = { address: "10.244.1.9" };
  for (const asker of [client, {}, client])
    expect(answers(question, asker)).toEqual(answer(server, question, failing, asker));
  expect(answers(question, {})).not.toEqual(answers(question, client));
});
