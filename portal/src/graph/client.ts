import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { graphFetch } from './graph-fetch.ts';

/** A client of the platform's graph. Made anew for each user, so that nobody sees what another one's cache holds. */
export function createGraphClient(): Client {
  return new Client({
    url: '/graphql',
    exchanges: [cacheExchange, fetchExchange],
    fetch: graphFetch as typeof fetch,
    requestPolicy: 'cache-and-network',
    preferGetMethod: false,
  });
}
