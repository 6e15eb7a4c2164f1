import { expect, test } from "vitest";
import { presumedOutside } from "./presumed-outside.ts";

test("NXDOMAIN only where nothing can exist", () => {
  const rcodeOf = (name: string): unknown => {
    const answer = presumedOutside({ name, type: "A" }, []);
    return typeof answer === "object" ? answer.rcode : answer;
  };
  for (const name of [
    "web.",
    "web.default.",
    "web.default.svc.",
    "db.corp.internal.",
    "db-0.db.",
    "mail.mx.my-ns.",
    "9.0.0.10.in-addr.arpa.",
    "1.0.20.172.in-addr.arpa.",
    "f.f.f.f.d.f.ip6.arpa.",
  ]) {
    expect([name, rcodeOf(name)]).toEqual([name, "NXDOMAIN"]);
  }
  for (const name of [
    "example.com.",
    "web.shop.",
    "db.de.",
    "kafka.MQ.",
    "Kubernetes.IO.",
    "x.xn--p1ai.",
    "1.1.1.1.in-addr.arpa.",
    "1.0.32.172.in-addr.arpa.",
    ".",
  ]) {
    expect([name, rcodeOf(name)]).toEqual([name, undefined]);
  }
});
