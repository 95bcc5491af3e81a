import mercuriusGateway from '@mercuriusjs/gateway';
import Fastify from 'fastify';
import { SUBGRAPHS } from '../shape.ts';

/** Mercurius' gateway speaks Federation 1; the same data is served to it with such an SDL. */
const [, , origin = ''] = process.argv;
const app = Fastify();
await app.register(mercuriusGateway, {
  gateway: {
    services: SUBGRAPHS.map((name) => ({ name, url: `${origin}/v1/${name}`, connections: 64, pipelining: 1 })),
  },
} as never);
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
process.on('disconnect', () => process.exit(0));
