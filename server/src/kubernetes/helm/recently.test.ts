import { expect, test } from "vitest";
import { recently } from "./recently.ts";

test("what is made of the last keys is kept, and of those before it is made again", () => {
  const made: number[] = [];
  const read = recently(
    ({ id }: { readonly id: number }) => made.push(id),
    () => 10,
    40,
  );
  const keys = Array.from({ length: 6 }, (_, id) => ({ id }));
  for (const key of keys) read(key);
  for (const key of keys.slice(-2)) read(key);
  expect(made).toEqual([0, 1, 2, 3, 4, 5]);
  for (const key of keys.slice(0, 2)) read(key);
  expect(made).toEqual([0, 1, 2, 3, 4, 5, 0, 1]);
});

test("one that is larger than all that is kept is kept by itself", () => {
  let count = 0;
  const read = recently(
    () => ++count,
    () => 100,
    40,
  );
  const [a, b] = [{}, {}];
  expect([read(a), read(a), read(b), read(b), read(a)]).toEqual([1, 1, 2, 2, 3]);
});
