/** The same source was posted before with another content. A bug of the poster or a replay of something that changed: nothing was written. */
export class PostingConflict extends Error {
  readonly code = 'POSTING_CONFLICT';

  constructor(sourceId: string, step: string) {
    super(`${sourceId} has a different ${step} entry already; post a correction instead`);
    this.name = 'PostingConflict';
  }
}
