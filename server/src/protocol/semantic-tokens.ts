/** Names the kinds of tokens, in the order in which their numbers count. package.json says what colours them. */
export const tokenTypes = ["service", "namespace", "pod", "port", "domain", "unresolvable"] as const;

export type TokenType = (typeof tokenTypes)[number];
