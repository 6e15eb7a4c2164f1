/** The one name of an endpoint. */
import { expect, test } from "vitest";
import { dashedAddress, endpointName } from "./endpoint-name.ts";

const targetRef = { kind: "Pod", name: "web-abcde" };

test("hostname, then the Pod's name where that is asked for, then the address", () => {
  expect(endpointName({ hostname: "web-0", targetRef }, "10.0.0.1", true)).toBe("web-0");
  expect(endpointName({ hostname: "", targetRef }, "10.0.0.1", true)).toBe("web-abcde");
  expect(endpointName({ hostname: "", targetRef }, "10.0.0.1", false)).toBe("10-0-0-1");
  expect(endpointName({ hostname: "" }, "10.0.0.1", true)).toBe("10-0-0-1");
  const long = { kind: "Pod", name: "a".repeat(64) };
  expect(endpointName({ hostname: "", targetRef: long }, "10.0.0.1", true)).toBe("10-0-0-1");
});

test("dashed addresses do not end in a dash", () => {
  expect(dashedAddress("fd00:10:244::")).toBe("fd00-10-244--0");
  expect(dashedAddress("::5")).toBe("--5");
  expect(dashedAddress("web")).toBe("");
});
