/** What a mutation's resolver returns: the record's payload type or a refusal, named by `__typename` (design.md §8). */
export interface Payload {
  readonly __typename: string;
}
