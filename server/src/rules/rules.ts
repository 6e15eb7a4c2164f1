/** Knows all rules, in the order in which they are listed and reported. */
import { nameTooLong } from "./name-too-long.ts";
import { ordering } from "./ordering.ts";
import type { Rule } from "./rule.ts";
import { selectorMismatch } from "./selector-mismatch.ts";
import { serviceNameUnknown } from "./service-name-unknown.ts";
import { serviceNotHeadless } from "./service-not-headless.ts";
import { serviceSelectsNothing } from "./service-selects-nothing.ts";
import { subdomainWithoutService } from "./subdomain-without-service.ts";
import { targetPortUnknown } from "./target-port-unknown.ts";

export const rules: readonly Rule[] = [
  serviceNameUnknown,
  serviceNotHeadless,
  selectorMismatch,
  serviceSelectsNothing,
  targetPortUnknown,
  ordering,
  nameTooLong,
  subdomainWithoutService,
];
