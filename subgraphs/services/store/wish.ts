/** Input of `requestTest`. */
export interface RequestTestInput {
  readonly idempotencyKey: string;
  readonly items: readonly { readonly testItemId: string; readonly sampleCount?: number | null | undefined }[];
  readonly samples: readonly { readonly name: string; readonly note?: string | null | undefined }[];
  readonly title: string;
  readonly purpose: string;
  readonly confidentiality?: 'OPEN' | 'INTERNAL' | 'RESTRICTED' | null | undefined;
  readonly wantedBy?: string | null | undefined;
  readonly wantsToBePresent?: boolean | null | undefined;
  readonly attachmentIds?: readonly string[] | null | undefined;
  readonly onBehalfOf?:
    | { readonly firmId: string; readonly contactName: string; readonly accountId?: string | null | undefined }
    | null
    | undefined;
  readonly channel?: 'ONLINE' | 'TELEPHONE' | 'PAPER' | null | undefined;
}

/** Names the request; it is read when it is shown. */
export interface RequestSuccess {
  readonly __typename: string;
  readonly testRequestId: string;
}
