import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { benchSupergraph } from '../compose.ts';

/** Hive Gateway with its Rust planner, with or without its in-flight de-duplication (of requests and of subgraph fetches). */
const [, , origin = '', variant = 'plain'] = process.argv;
const dedupe = variant === 'dedupe';
const gateway = createGatewayRuntime({
  supergraph: benchSupergraph(origin),
  unifiedGraphHandler,
  inboundInflightRequestDeduplication: dedupe,
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: dedupe } } },
  logging: process.env.HIVE_LOG === '1',
  landingPage: false,
  graphiql: false,
} as never);
const server = createServer(gateway as never);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
