/** The end of a rendering that takes too much. */

/** A bound of the rendering is reached; no template can catch it. */
export class LimitError extends Error {}
