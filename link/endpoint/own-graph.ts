import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { PartnerRecord } from '../../auth/ports.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { Kernel, Logger } from '../../kernel/types.ts';
import type { LinkModels } from '../models.ts';
import { BOOKING_FIELDS, DELIVERY_FIELDS, EXPERT_REQUEST_FIELDS, TEST_REQUEST_FIELDS } from './mutations.ts';

export type Value = Readonly<Record<string, unknown>>;

/** The platform's own graph, run with the same rules and refusals as over HTTP. */
export interface OwnGraph {
  schema(): GraphQLSchema;
  run(
    document: string,
    variables: Value,
    caller: Caller,
  ): Promise<{
    readonly data?: Value | null;
    readonly errors?: readonly { readonly message: string; readonly extensions?: Value }[];
  }>;
}

export interface EndpointParts {
  readonly kernel: Omit<Kernel, 'partners'>;
  readonly models: LinkModels;
  readonly graph: OwnGraph;
  /** The caller of a local subject as it stands now (for answers to the partner itself). Null when it is closed. */
  readonly callerOf: (subject: string, correlationId: string) => Promise<Caller | null>;
  readonly log: Logger;
}

/** One request to the endpoint: the partner that authenticated, and the caller that its token speaks for. */
export interface EndpointContext {
  readonly partner: PartnerRecord;
  readonly caller: Caller;
  readonly correlationId: string;
}

export const AVAILABILITY = `query Availability($ids: [ID!]!, $from: DateTime!, $to: DateTime!) {
  availabilities(instrumentIds: $ids, from: $from, to: $to) { instrumentId timeZone free { start end } busy { start end } }
}`;
export const MY_BOOKINGS = `query Mine($first: Int!, $after: String) {
  myBookings(first: $first, after: $after) { edges { node { ${BOOKING_FIELDS} } } pageInfo { endCursor hasNextPage } }
}`;
export const OFFERS = `query Offers($ids: [ID!]!, $samples: Int!) {
  offersOf(testItemIds: $ids, samples: $samples) {
    testItem { id withdrawn contact { name telephone } } price { listFen waiverFen netFen agreement { id } } turnaroundDays ratingHundredths ratings
  }
}`;
export const READ = {
  booking: `query One($id: ID!) { booking(id: $id) { ${BOOKING_FIELDS} } }`,
  testRequest: `query One($id: ID!) { testRequest(id: $id) { ${TEST_REQUEST_FIELDS} } }`,
  delivery: `query One($id: ID!) { delivery(id: $id) { ${DELIVERY_FIELDS} } }`,
  expertRequest: `query One($id: ID!) { expertRequest(id: $id) { ${EXPERT_REQUEST_FIELDS} } }`,
} as const;

/** Every fixed document that the endpoint runs on the graph, for the test that compares them with its schema. */
export const OWN_DOCUMENTS: Readonly<Record<string, string>> = {
  availability: AVAILABILITY,
  myBookings: MY_BOOKINGS,
  offers: OFFERS,
  ...READ,
};

/** Runs on the own graph; an error there becomes one here with the same code. */
export async function own(parts: EndpointParts, caller: Caller, document: string, variables: Value): Promise<Value> {
  const { data, errors } = await parts.graph.run(document, variables, caller);
  const first = errors?.[0];
  if (first)
    throw new GraphQLError(first.message, { extensions: { code: first.extensions?.code ?? 'INTERNAL_SERVER_ERROR' } });
  return data ?? {};
}
