import { expect, it } from 'vitest';
import { auditOwnGateway } from './conformance-http.ts';

it('passes every audit of GraphQL over HTTP', async () => {
  const results = await auditOwnGateway();
  expect(results).toHaveLength(61);
  expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
});
