import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { currentLanguage } from '../i18n/i18n.ts';
import { accessToken, renew } from '../session/session-store.ts';
import { createGraphFetch } from './graph-fetch.ts';

/** A client of the platform's graph. Made anew for each user, so that nobody sees what another one's cache holds. */
export function createGraphClient(): Client {
  return new Client({
    url: '/graphql',
    exchanges: [cacheExchange, fetchExchange],
    fetch: createGraphFetch({
      accessToken,
      renew,
      language: currentLanguage,
      fetch: (...request) => fetch(...request),
    }),
    requestPolicy: 'cache-and-network',
    preferGetMethod: false,
  });
}
