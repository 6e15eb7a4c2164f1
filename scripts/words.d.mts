/** A place of package.json that has words. */
export interface Place {
  readonly owner: Readonly<Record<string, string | undefined>>;
  readonly field: string;
  readonly key: string;
}
export function places(manifest: object): Generator<Place>;
